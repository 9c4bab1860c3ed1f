import { colour } from './map-style.ts';

/* The four signs of a plan, drawn on a canvas in the colours of the moment: 24 px, at twice the size. */
const PX = 48;
const SIGNS: Readonly<Record<string, string>> = {
  door: 'M16 10H32V38H16Z M28 24H29',
  camera: 'M10 16H28V32H10Z M28 22L38 16V32L28 26',
  post: 'M24 9L38 20V38H10V20Z',
  checkpoint: 'M10 10H38V38H10Z M10 10L38 38 M38 10L10 38',
};

/** The picture of a sign, or null for an unknown name. */
export function iconOf(name: string): ImageData | null {
  const path = SIGNS[name];
  const context = document.createElement('canvas').getContext('2d');
  if (path === undefined || context === null) return null;
  context.canvas.width = PX;
  context.canvas.height = PX;
  context.fillStyle = colour('map-land');
  context.beginPath();
  context.arc(PX / 2, PX / 2, PX / 2 - 1, 0, Math.PI * 2);
  context.fill();
  context.strokeStyle = colour('ink-1');
  context.lineWidth = 4;
  context.lineJoin = 'round';
  context.translate(PX * 0.18, PX * 0.18);
  context.scale(0.64, 0.64);
  context.stroke(new Path2D(path));
  return context.getImageData(0, 0, PX, PX);
}
