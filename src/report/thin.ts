/** A point of a step chart: the value holds from `x` on. */
export interface StepPoint {
  readonly x: number;
  readonly y: number;
}

/** Leaves out points at which nothing changes. The last of several at one `x` is the one that holds. */
function changes(points: readonly StepPoint[]): StepPoint[] {
  const settled = points.filter(({ x }, index) => points[index + 1]?.x !== x);
  return settled.filter(({ y }, index) => index === 0 || y !== settled[index - 1]!.y);
}

/** Of one column's points the first, the lowest, the highest and the last, in their order. */
function corners(column: readonly StepPoint[]): StepPoint[] {
  const lowest = column.reduce((best, point) => (point.y < best.y ? point : best));
  const highest = column.reduce((best, point) => (point.y > best.y ? point : best));
  const kept = new Set([column[0]!, lowest, highest, column.at(-1)!]);
  return column.filter((point) => kept.has(point));
}

/**
 * Thins a step series, ascending in x, to at most four points for each of `columns` equal parts of [from, to]: those by which a
 * chart of that many columns is drawn the same (M4: Jugel et al., VLDB 2014). No step that can be seen is lost, and the first
 * and the last value are kept. A series that is short enough keeps every change.
 */
export function thin(points: readonly StepPoint[], from: number, to: number, columns: number): StepPoint[] {
  const changing = changes(points);
  if (changing.length <= 4 * columns || to <= from) return changing;
  const parts = new Map<number, StepPoint[]>();
  for (const point of changing) {
    const part = Math.min(columns - 1, Math.floor(((point.x - from) / (to - from)) * columns));
    const column = parts.get(part);
    if (column === undefined) parts.set(part, [point]);
    else column.push(point);
  }
  return [...parts.values()].flatMap(corners);
}
