/** In a flood the board is drawn this often, ms; a lone change is drawn at once. */
const DRAW_EVERY_MS = 250;

/**
 * Makes the scheduler of a store: runs `work` before the next frame (soon, when the page is hidden and draws
 * no frames), but not again within DRAW_EVERY_MS, so that a flood leaves time for keys and pointer.
 */
export function createFrames(): (work: () => void) => void {
  let drawnAt = Number.NEGATIVE_INFINITY;
  const draw = (work: () => void) => {
    drawnAt = performance.now();
    work();
  };
  return (work) => {
    const waitMs = drawnAt + DRAW_EVERY_MS - performance.now();
    if (waitMs > 0) setTimeout(() => draw(work), waitMs);
    else if (document.hidden) setTimeout(() => draw(work), 0);
    else requestAnimationFrame(() => draw(work));
  };
}
