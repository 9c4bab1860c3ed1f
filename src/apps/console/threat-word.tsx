import { Suspense, lazy, useState } from 'react';
import { onGuard } from '../../modules/site/model.ts';
import { Button } from '../../ui/button.tsx';
import { api } from './api.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

const ThreatSheet = lazy(() =>
  import('../../modules/site/ui/threat-sheet.tsx').then((file) => ({ default: file.ThreatSheet })),
);

/** The threat level as a word in the bar, plain from high on; opens why, and for RSO and deputy the choice. */
export function ThreatWord() {
  const say = useWords();
  const { board, may } = useSession();
  const [open, setOpen] = useState(false);
  if (board === null) return null;
  const threat = board.snapshot.post.settings.threat ?? null;
  return (
    <>
      <Button
        kind={onGuard(threat?.level ?? null) ? 'primary' : 'ghost'}
        size="small"
        className="whitespace-nowrap max-md:px-2!"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {say('console.threat', { level: say(`console.threat.${threat?.level ?? 'unset'}`) })}
      </Button>
      <Suspense>
        {open && (
          <ThreatSheet
            threat={threat}
            maySet={may('threat.set')}
            onSet={(level, reason) => api('POST /post/threat-level', { body: { level, reason } })}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </>
  );
}
