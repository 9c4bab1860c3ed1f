import { fault } from '../../kernel/result.ts';

/** Why a note, checkpoint, proof or tile was not accepted. */
export type TlogFaultCode =
  | 'malformed-key'
  | 'malformed-note'
  | 'malformed-checkpoint'
  | 'malformed-proof'
  | 'malformed-tile'
  | 'bad-signature'
  | 'no-known-signature'
  | 'wrong-origin'
  | 'wrong-root';

/** A refusal of outside bytes: `code` for programs, `says` one English sentence. */
export interface TlogFault {
  readonly code: TlogFaultCode;
  readonly says: string;
}

/** The failing half of a Result. */
export type TlogRefusal = { readonly ok: false; readonly fault: TlogFault };

/** Makes the failing half of a Result. */
export const tlogFault = (code: TlogFaultCode, says: string): TlogRefusal => fault({ code, says });

/** The same for one code: for a parser that has many ways to refuse. */
export const refuserOf =
  (code: TlogFaultCode) =>
  (says: string): TlogRefusal =>
    tlogFault(code, says);
