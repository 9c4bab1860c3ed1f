/** A busy board is drawn this often at most, ms; a lone change is drawn at once. */
const DRAW_EVERY_MS = 250;
/** Of the time, drawing may take one part in so many: nineteen frames of twenty are free for keys and pointer. */
const SHARE = 24;
/** A slow machine waits no longer than this for news, ms. */
const DRAW_AT_LEAST_MS = 1_000;

/**
 * Makes the scheduler of a store: runs `work` in the next frame (soon, when the page is hidden and draws no
 * frames), but then not again before DRAW_EVERY_MS have passed, or SHARE times what the last drawing took with its
 * layout and paint. So a flood leaves time for keys and pointer, on a slow machine too.
 */
export function createFrames(): (work: () => void) => void {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let restMs = DRAW_EVERY_MS;
  const draw = (work: () => void) => {
    drawnAt = performance.now();
    work();
    // The frame after this one begins when this one is painted.
    requestAnimationFrame(() => {
      const tookMs = performance.now() - drawnAt;
      restMs = Math.min(DRAW_AT_LEAST_MS, Math.max(DRAW_EVERY_MS, tookMs * SHARE));
    });
  };
  const soon = (work: () => void): void => {
    if (document.hidden) setTimeout(() => draw(work), 0);
    else requestAnimationFrame(() => draw(work));
  };
  return (work) => {
    const waitMs = drawnAt + restMs - performance.now();
    if (waitMs > 0) setTimeout(() => soon(work), waitMs);
    else soon(work);
  };
}
