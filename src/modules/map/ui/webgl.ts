let answer: boolean | undefined;

/** Can this browser draw with WebGL 2? Asked once: each try takes a drawing context of the few there are. */
export function hasWebGl(): boolean {
  if (answer !== undefined) return answer;
  try {
    const context = document.createElement('canvas').getContext('webgl2');
    answer = context !== null;
    context?.getExtension('WEBGL_lose_context')?.loseContext();
  } catch {
    answer = false;
  }
  return answer;
}
