import type { City, DriverPlace, Place } from '../../cli/console/protocol.ts';
import type { Projection, Size } from './projection.ts';

/** What is on the map. */
export interface Scene {
  readonly city: City | undefined;
  /** Where each driver is drawn, between one report and the next. */
  readonly drivers: readonly DriverPlace[];
  readonly pickup: Place;
  readonly dropoff: Place;
  readonly matched: DriverPlace | undefined;
}

/** Colours, from the style sheet, for light and dark mode. */
export type Palette = Readonly<Record<'ink' | 'muted' | 'line' | 'accent' | 'warm' | 'surface', string>>;

/** The surge at which a cell has its darkest shade. */
const mostSurge = 3;

/** Redraws the whole map. */
export function drawCity(
  context: CanvasRenderingContext2D,
  { width, height }: Size,
  projection: Projection,
  palette: Palette,
  scene: Scene,
): void {
  context.clearRect(0, 0, width, height);
  drawCells(context, projection, palette, scene.city);
  for (const driver of scene.drivers) drawDriver(context, projection, palette, driver);
  drawWay(context, projection.toPoint(scene.pickup), projection.toPoint(scene.dropoff), palette.muted, [2, 6]);
  if (scene.matched) {
    drawWay(context, projection.toPoint(scene.matched), projection.toPoint(scene.pickup), palette.accent, [8, 5]);
    drawMark(context, projection.toPoint(scene.matched), palette.accent, palette.surface, '');
  }
  drawMark(context, projection.toPoint(scene.pickup), palette.ink, palette.surface, 'A');
  drawMark(context, projection.toPoint(scene.dropoff), palette.ink, palette.surface, 'B');
}

function drawCells(
  context: CanvasRenderingContext2D,
  { toPoint }: Projection,
  { warm, line }: Palette,
  city: City | undefined,
): void {
  context.lineWidth = 1;
  for (const { boundary, surge } of city?.cells ?? []) {
    context.beginPath();
    for (const corner of boundary) context.lineTo(...toPoint(corner));
    context.closePath();
    context.globalAlpha = Math.min(1, (surge - 1) / (mostSurge - 1)) * 0.55;
    context.fillStyle = warm;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = line;
    context.stroke();
  }
}

function drawDriver(
  context: CanvasRenderingContext2D,
  { toPoint }: Projection,
  { accent, muted, warm }: Palette,
  driver: DriverPlace,
): void {
  const [x, y] = toPoint(driver);
  context.beginPath();
  context.arc(x, y, driver.state === 'taken' ? 3.5 : 2.5, 0, 2 * Math.PI);
  context.globalAlpha = driver.state === 'off' ? 0.35 : 0.85;
  context.fillStyle = { available: accent, taken: warm, off: muted }[driver.state];
  context.fill();
  context.globalAlpha = 1;
}

function drawWay(
  context: CanvasRenderingContext2D,
  from: readonly [number, number],
  to: readonly [number, number],
  colour: string,
  dash: number[],
): void {
  context.beginPath();
  context.setLineDash(dash);
  context.lineWidth = 2;
  context.moveTo(...from);
  context.lineTo(...to);
  context.strokeStyle = colour;
  context.stroke();
  context.setLineDash([]);
}

function drawMark(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  fill: string,
  ink: string,
  letter: string,
): void {
  context.beginPath();
  context.arc(x, y, letter ? 10 : 6, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = ink;
  context.stroke();
  context.fillStyle = ink;
  context.font = '600 12px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(letter, x, y + 0.5);
}
