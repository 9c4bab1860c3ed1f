import { createHash } from 'node:crypto';
import { parseCsv, type Csv } from '../../algo/csv.ts';
import { newId, type DeviceId, type ZoneId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Person } from '../identity/model.ts';
import type { Post, Zone } from '../site/model.ts';
import type { Device } from '../technical/model.ts';
import type { Sop } from '../orders/model.ts';
import {
  fault,
  MAX_FAULTS_SHOWN,
  MAX_IMPORT_BYTES,
  MAX_IMPORT_ROWS,
  MAX_ROWS_SHOWN,
  setupRefusals,
  SETUP_STEPS,
  type ImportKind,
  type ImportPreview,
  type Plan,
  type PlannedRow,
  type SetupState,
  type SetupStep,
} from './model.ts';
import { columnsOf, planDevices, planPeople, planZones, type PersonDraft } from './plan.ts';
import { readTable } from './table.ts';
import { templateOf } from './templates.ts';

const refuse = refuser(setupRefusals);
/** Rows that one ledger entry stands for. */
const ROWS_AN_ENTRY = 500;
/** Header and rows. */
const MAX_ROWS = MAX_IMPORT_ROWS + 1;

/** The post as it stands, read outside or inside a transaction. */
export interface Standing {
  readonly zones: readonly Zone[];
  readonly devices: readonly Device[];
  readonly people: readonly Person[];
}

export interface SetupDeps {
  readonly transact: Transact;
  readonly post: Post;
  /** What stands; inside a transaction it is locked against other changes of the site. */
  readonly standing: (tx: Transaction | null) => Promise<Standing>;
  readonly saveZones: (tx: Transaction, zones: readonly Zone[]) => Promise<void>;
  readonly saveDevices: (tx: Transaction, devices: readonly Device[]) => Promise<void>;
  /** Adds and changes people; returns their ids in the order given. */
  readonly savePeople: (tx: Transaction, people: readonly PersonDraft[]) => Promise<readonly string[]>;
  /** What is kept in memory of site, devices and people no longer holds. */
  readonly forget: () => void;
  /** Cards to adopt. */
  readonly sopTemplates: readonly Sop[];
  readonly sops: () => Promise<readonly Sop[]>;
  readonly adoptSops: (tx: Transaction, sops: readonly Sop[]) => Promise<void>;
  readonly counts: () => Promise<Readonly<Record<SetupStep, number>>>;
}

interface AnyPlan extends Pick<Plan<object>, 'rows' | 'faults'> {
  readonly adds: readonly object[];
  readonly changes: readonly object[];
  /** Writes adds, then changes; the ids in that order. */
  readonly write: (tx: Transaction) => Promise<readonly string[]>;
}

export type Setup = ReturnType<typeof createSetup>;

/** Builds a post from files, offers SOP cards, and says what is still to do. */
export function createSetup(deps: SetupDeps) {
  const { transact, post } = deps;
  const postId = post.id;

  function planFor(kind: ImportKind, file: string, csv: Csv, standing: Standing): AnyPlan {
    const { languages } = post;
    const table = readTable(file, csv, columnsOf(languages)[kind]);
    if (kind === 'people') {
      const plan = planPeople(table, standing.people);
      return { ...plan, write: (tx) => deps.savePeople(tx, [...plan.adds, ...plan.changes]) };
    }
    if (kind === 'zones') {
      const plan = planZones(table, languages, standing.zones);
      return {
        ...plan,
        async write(tx) {
          const zones = [...plan.adds, ...plan.changes].map((each) => ({
            ...each,
            id: (each.id ?? newId<'zone'>('zon', tx.nowMs)) as ZoneId,
          }));
          await deps.saveZones(tx, zones);
          return zones.map((zone) => zone.id);
        },
      };
    }
    const plan = planDevices(table, languages, standing);
    const known = new Map(standing.devices.map((device) => [device.id as string, device]));
    return {
      ...plan,
      async write(tx) {
        const devices = [...plan.adds, ...plan.changes].map((each) => ({
          ...known.get(each.id ?? ''),
          ...each,
          id: (each.id ?? newId<'device'>('dev', tx.nowMs)) as DeviceId,
        }));
        await deps.saveDevices(tx, devices);
        return devices.map((device) => device.id);
      },
    };
  }

  function judge(
    kind: ImportKind,
    file: string,
    standing: Standing,
  ): { plan: AnyPlan; preview: ImportPreview } {
    if (Buffer.byteLength(file) > MAX_IMPORT_BYTES) throw refuse('import-too-large');
    const csv = parseCsv(file, MAX_ROWS);
    const plan = planFor(kind, file, csv, standing);
    const faults = [...plan.faults];
    if (standing[kind].length + plan.adds.length > MAX_IMPORT_ROWS) faults.push(fault(1, '', 'post-full'));
    faults.sort((a, b) => a.row - b.row);
    return {
      plan,
      preview: {
        kind,
        digest: createHash('sha256').update(file).digest('hex'),
        separator: csv.separator,
        total: plan.rows.length,
        add: plan.adds.length,
        change: plan.changes.length,
        same: plan.rows.filter((row) => row.action === 'same').length,
        faultCount: faults.length,
        faults: faults.slice(0, MAX_FAULTS_SHOWN),
        rows: shown(plan.rows),
      },
    };
  }

  return {
    preview: async (kind: ImportKind, file: string): Promise<ImportPreview> =>
      judge(kind, file, await deps.standing(null)).preview,

    /** All rows or none. Refuses: import-changed, import-refused with the list, import-too-large. */
    async apply(by: By, kind: ImportKind, file: string, digest: string): Promise<ImportPreview> {
      const done = await transact(
        { postId, actor: by.actor, key: by.key, name: 'applyImport' },
        async (tx) => {
          const { plan, preview } = judge(kind, file, await deps.standing(tx));
          if (preview.digest !== digest) throw refuse('import-changed');
          if (preview.faultCount > 0)
            throw refuse('import-refused', { faultCount: preview.faultCount, faults: preview.faults });
          const ids = await plan.write(tx);
          const added = plan.adds.length;
          for (let from = 0; from < Math.max(ids.length, 1); from += ROWS_AN_ENTRY) {
            const subjects = ids.slice(from, from + ROWS_AN_ENTRY);
            const addedHere = Math.max(0, Math.min(added - from, subjects.length));
            const body = { added: addedHere, changed: subjects.length - addedHere, digest, byName: by.name };
            tx.record({ kind: `${kind}.imported`, subjects, body });
          }
          return preview;
        },
      );
      deps.forget();
      return done;
    },
    template: (kind: ImportKind): string => templateOf(kind, post.languages),

    async sopTemplates(): Promise<{ templates: readonly (Sop & { adopted: boolean })[] }> {
      const there = new Set((await deps.sops()).map((sop) => sop.id));
      return { templates: deps.sopTemplates.map((sop) => ({ ...sop, adopted: there.has(sop.id) })) };
    },

    /** Takes cards into the post; those that are there already stay as they are. */
    async adoptSops(by: By, ids: readonly string[]): Promise<{ adopted: number }> {
      const there = new Set((await deps.sops()).map((sop) => sop.id));
      const wanted = ids.map((id) => deps.sopTemplates.find((sop) => sop.id === id));
      if (wanted.includes(undefined)) throw refuse('template-unknown');
      const missing = wanted.filter((sop): sop is Sop => sop !== undefined && !there.has(sop.id));
      if (missing.length === 0) return { adopted: 0 };
      return transact({ postId, actor: by.actor, key: by.key, name: 'adoptSops' }, async (tx) => {
        const cards = missing.map((sop) => ({ ...sop, version: 1, issuedAt: tx.now }));
        await deps.adoptSops(tx, cards);
        for (const sop of cards)
          tx.record({ kind: 'sop.adopted', subjects: [sop.id], body: { name: sop.title, byName: by.name } });
        return { adopted: cards.length };
      });
    },

    async steps(): Promise<{ steps: readonly SetupState[] }> {
      const counts = await deps.counts();
      return { steps: SETUP_STEPS.map((step) => ({ step, done: counts[step] > 0, count: counts[step] })) };
    },
  };
}

/** Every refused row first, then others as far as there is room; in the order of the file. */
function shown(rows: readonly PlannedRow[]): readonly PlannedRow[] {
  const refused = rows.filter((row) => row.action === 'refused').slice(0, MAX_FAULTS_SHOWN);
  const others = rows
    .filter((row) => row.action !== 'refused')
    .slice(0, Math.max(0, MAX_ROWS_SHOWN - refused.length));
  return [...refused, ...others].toSorted((a, b) => a.row - b.row);
}
