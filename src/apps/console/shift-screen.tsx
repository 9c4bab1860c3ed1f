import { roleMay } from '../../modules/identity/model.ts';
import type { Role } from '../../modules/identity/model.ts';
import { HandoverScreen } from '../../modules/handover/ui/handover-screen.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { handoverCalls } from './api.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

const NONE: readonly never[] = [];

/** The change of shift, for those who stand watch. */
export function ShiftScreen() {
  const say = useWords();
  const { board, may } = useSession();
  if (!may('handover.see'))
    return <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>;
  const people = (board?.snapshot.people ?? NONE).filter((person) =>
    roleMay(person.role as Role, 'handover.make'),
  );
  return <HandoverScreen calls={handoverCalls} people={people} responders={board?.responders ?? NONE} />;
}
