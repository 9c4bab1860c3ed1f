import type { SirenRun, SirenSetting } from '../model.ts';

export interface SirenShown {
  readonly setting: SirenSetting | null;
  readonly hasSecret: boolean;
  readonly run: SirenRun | null;
  readonly last: readonly SirenRun[];
}

/** What the parts about the siren ask of the server. Each rejects with an Error whose message can be shown. */
export interface SirenCalls {
  readonly view: () => Promise<SirenShown>;
  readonly save: (form: SirenSetting & { readonly secret?: string }) => Promise<unknown>;
  readonly silence: () => Promise<unknown>;
  readonly test: () => Promise<unknown>;
}
