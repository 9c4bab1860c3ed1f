import type { Handover, Part } from '../model.ts';

/** What these screens ask of the server. Each rejects with an Error whose message can be shown. */
export interface HandoverCalls {
  readonly current: () => Promise<{ readonly draft: Handover | null; readonly last: Handover | null }>;
  readonly begin: () => Promise<unknown>;
  readonly redraft: () => Promise<unknown>;
  readonly remark: (remarks: string) => Promise<unknown>;
  readonly sign: (body: { part: Part; userId: string; pin: string; ticked: string[] }) => Promise<unknown>;
  readonly withdraw: (reason: string) => Promise<unknown>;
  readonly note: (text: string) => Promise<unknown>;
  readonly radioCheck: (answered: string[], silent: string[]) => Promise<unknown>;
}
