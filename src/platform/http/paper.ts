/**
 * Papers as PDF, made in the server between its other work. Few at once, and only as fast as they are taken: a
 * reader who goes away ends the work, and so does one who takes nothing for a minute.
 */
import { Readable } from 'node:stream';
import type { LongRows, Paper } from '../../kernel/paper.ts';
import { catalogue, refuser } from '../../kernel/refusal.ts';
import { toInstant, type Clock } from '../../kernel/time.ts';
import type { RawReply } from './route.ts';

/** Papers made at the same time; the next one is refused. */
export const MAX_PRINTS = 2;
/** A reader who takes nothing for so long is given up. */
const IDLE_MS = 60_000;
const LOOK_MS = 5_000;

export const paperRefusals = catalogue({
  'paper-busy': {
    status: 503,
    says: 'Two PDF files are being made already. Try again in a minute.',
  },
});
const refuse = refuser(paperRefusals);

export interface Print {
  readonly paper: Paper<LongRows>;
  /** Without its ending. */
  readonly fileName: string;
}

/** Makes a paper and answers with it as PDF. Refuses: `paper-busy`. */
export type Printer = (make: () => Promise<Print>) => Promise<RawReply>;

export function createPrinter(clock: Clock, limits = { atOnce: MAX_PRINTS, idleMs: IDLE_MS }): Printer {
  let busy = 0;

  function streamOf(paper: Paper<LongRows>, done: () => void): Readable {
    let takenMs = clock.monotonicMs();
    async function* parts(): AsyncGenerator<Buffer> {
      // Only who prints pays for the writer and its fonts.
      const { writePdf } = await import('../paper/pdf.ts');
      for await (const part of writePdf(paper, { printedAt: toInstant(clock.nowMs()) })) {
        takenMs = clock.monotonicMs();
        yield part;
      }
    }
    // One part waits at most: the next page is set when the reader has taken this one.
    const stream = Readable.from(parts(), { objectMode: true, highWaterMark: 1 });
    const look = setInterval(
      () => {
        if (clock.monotonicMs() - takenMs > limits.idleMs)
          stream.destroy(new Error('Nobody took the PDF that was asked for.'));
      },
      Math.min(LOOK_MS, limits.idleMs),
    );
    look.unref();
    // Who sends it hears of it; where nobody does, it must not end the process.
    stream.on('error', () => undefined);
    stream.once('close', () => {
      clearInterval(look);
      done();
    });
    return stream;
  }

  return async (make) => {
    if (busy >= limits.atOnce) throw refuse('paper-busy');
    busy += 1;
    let isDone = false;
    const done = (): void => {
      if (!isDone) busy -= 1;
      isDone = true;
    };
    try {
      const { paper, fileName } = await make();
      const bytes = streamOf(paper, done);
      return { raw: true, type: 'application/pdf', bytes, fileName: `${fileName}.pdf` };
    } catch (error) {
      done();
      throw error;
    }
  };
}
