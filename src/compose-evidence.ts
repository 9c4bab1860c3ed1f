/** What goes with the entries of an alarm when they are taken out as evidence. */
import { spokenNumber } from './kernel/id.ts';
import { Refusal } from './kernel/refusal.ts';
import { localTimeOf } from './kernel/time.ts';
import type { Cameras } from './modules/camera/service.ts';
import type { Asker } from './modules/camera/service-groups.ts';
import { storyPage } from './modules/incident/story-page.ts';
import type { LedgerEntry } from './modules/ledger/model.ts';
import type { Attach } from './modules/ledger/service-evidence.ts';
import type { Orders } from './modules/orders/service.ts';
import type { Post } from './modules/site/model.ts';

/** The files of notes among these entries. One that is damaged stays out: its entry still tells its hash. */
async function filesOfNotes(
  orders: Orders,
  entries: readonly LedgerEntry[],
): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const { kind, body } of entries) {
    const id = kind === 'alarm.noted' ? (body?.['file'] as { id?: unknown } | undefined)?.id : undefined;
    if (typeof id !== 'string') continue;
    const file = await orders.files.read(id).catch((error: unknown) => {
      if (error instanceof Refusal) return null;
      throw error;
    });
    if (file) files.set(`files/${file.fileName}`, file.bytes);
  }
  return files;
}

/** Pictures, files and the readable story for the evidence of an alarm, as far as this caller may export them. */
export const attachmentsFor =
  (cameras: Cameras, orders: Orders, post: Post) =>
  (who: Asker): Attach =>
  async (alarmId, entries) => {
    const { frames, withheld } = await cameras.export(who, alarmId);
    const files = new Map(await filesOfNotes(orders, entries));
    const pictures = frames.map(({ frame, name, bytes }) => {
      const file = `pictures/${frame.id}.jpg`;
      files.set(file, bytes);
      return { file, camera: name.en, takenAt: frame.takenAt, sha256: frame.sha256 };
    });
    const raised = entries.find((entry) => entry.kind === 'alarm.raised')?.body?.['alarm'] as
      { number: number; title: { en: string } } | undefined;
    const page = storyPage({
      title: raised ? `${spokenNumber('A', raised.number)} ${raised.title.en}` : alarmId,
      postName: post.name['en'] ?? 'Post One',
      entries,
      pictures,
      withheld,
      localTime: localTimeOf(post.timeZone),
      timeZone: post.timeZone,
    });
    return files.set('STORY.html', Buffer.from(page));
  };
