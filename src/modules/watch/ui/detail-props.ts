import type { ReactNode, RefObject } from 'react';
import type { UserId } from '../../../kernel/id.ts';
import type { Task } from '../../dispatch/model.ts';
import type { SourceState } from '../../technical/model.ts';
import type { Sop } from '../../orders/model.ts';
import type { Alarm } from '../model.ts';
import type { RowSending } from './alarm-row.tsx';
import type { LogContext } from './log-words.ts';

/** Everything that the detail of an alarm needs; parts of other modules come in as drawn nodes. */
export interface DetailProps {
  readonly alarm: Alarm;
  readonly sop: Sop | null;
  readonly tasks: readonly Task[];
  readonly languages: readonly string[];
  readonly sources: readonly SourceState[];
  readonly people: readonly { readonly id: UserId; readonly name: string; readonly role: string }[];
  readonly myId: UserId;
  readonly live: boolean;
  readonly sending: RowSending | null;
  readonly onAcknowledge: (alarm: Alarm) => void;
  readonly logContext: LogContext;
  /** Who goes, with the sentence for the radio: from dispatch. */
  readonly tasksPart: ReactNode;
  /** Who can go: from dispatch. */
  readonly dispatchPart: ReactNode;
  /** The button that sends the best responder, for the step "send". */
  readonly sendBest: ReactNode;
  /** Puts the focus on the best responder's button. */
  readonly onDispatch: () => void;
  /** One tap for an alarm of an unknown panel: from technical. */
  readonly registerPart?: ReactNode;
  /** The incident that it is part of, and the way into one: from incident. */
  readonly incidentPart?: ReactNode;
  /** The cameras that see the place, with the frames of the moment: from camera. */
  readonly camerasPart?: ReactNode;
  readonly noteRef?: RefObject<HTMLInputElement | null>;
  /** On a phone: actions at thumb height. */
  readonly thumb?: boolean;
  /** Why nothing can be done here, as in a replay: this sentence stands in the place of the actions. */
  readonly readOnly?: string;
  /** In a narrow pane: fewer buttons side by side, the rest in the menu. */
  readonly compact?: boolean;
  readonly onOpenAlone?: () => void;
  /** Goes to a related alarm; absent where there is no other page to go to, as in a replay. */
  readonly onRelated?: (id: string) => void;
  /** The way back, on a phone. */
  readonly back?: ReactNode;
}
