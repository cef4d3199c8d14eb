/** Where a line ends, in pixels from the top, and whose it is. */
export interface LineEnd {
  readonly id: string;
  readonly behaviour: string;
  readonly y: number;
}

/** A label beside the end of one or more lines: its text, its height, and that of the ends it speaks of. */
export interface EndLabel {
  readonly text: string;
  readonly behaviour: string;
  readonly y: number;
  readonly endY: number;
}

interface Group {
  readonly behaviour: string;
  readonly ids: string[];
  readonly endY: number;
}

/** Ends of one behaviour that lie nearer than `gap` to the first of them, together. */
function groupsOf(ends: readonly LineEnd[], gap: number): Group[] {
  const groups: Group[] = [];
  for (const { id, behaviour, y } of ends) {
    const near = groups.findLast((group) => group.behaviour === behaviour && y - group.endY < gap);
    if (near === undefined) groups.push({ behaviour, ids: [id], endY: y });
    else near.ids.push(id);
  }
  return groups;
}

const textOf = ({ behaviour, ids }: Group): string => (ids.length === 1 ? ids[0]! : `${behaviour} ×${ids.length}`);

/** Heights in order, pushed apart to at least `gap`, within [top, bottom] as far as there is room. */
function apart(heights: readonly number[], gap: number, top: number, bottom: number): number[] {
  const placed: number[] = [];
  for (const y of heights) placed.push(Math.max(y, top, (placed.at(-1) ?? Number.NEGATIVE_INFINITY) + gap));
  for (let index = placed.length - 1, limit = bottom; index >= 0; index -= 1, limit -= gap) {
    placed[index] = Math.min(placed[index]!, limit);
    limit = placed[index]!;
  }
  return placed;
}

/**
 * Labels for the ends of lines, none over another: ends of one behaviour that meet share a label, and labels are pushed apart.
 * Where there are more than fit, the ends that stand for the most lines are dropped last.
 */
export function endLabels(ends: readonly LineEnd[], gap: number, top: number, bottom: number): EndLabel[] {
  const inOrder = [...ends].sort((a, b) => a.y - b.y || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const room = Math.floor((bottom - top) / gap) + 1;
  const byWeight = groupsOf(inOrder, gap).sort((a, b) => b.ids.length - a.ids.length);
  const groups = byWeight.slice(0, room).sort((a, b) => a.endY - b.endY);
  const heights = apart(
    groups.map(({ endY }) => endY),
    gap,
    top,
    bottom,
  );
  return groups.map((group, index) => ({ text: textOf(group), behaviour: group.behaviour, y: heights[index]!, endY: group.endY }));
}
