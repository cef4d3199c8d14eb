/** How many colours a chart has; then they come again with another dash. The colours are in the style sheet as `--s0` … */
export const HUES = 7;

const DASHES = ["", "7 3", "2 3", "9 3 2 3"];

/** How the lines of a behaviour look, and how many agents have it. */
export interface BehaviourStyle {
  readonly behaviour: string;
  readonly agents: number;
  /** A colour of the style sheet. */
  readonly colour: string;
  /** A dash pattern of SVG, empty for a full line. */
  readonly dash: string;
}

/** A style for each behaviour, that with the most agents first: it is the background before which the others are seen. */
export function behaviourStyles(behaviours: readonly string[]): BehaviourStyle[] {
  const counts = new Map<string, number>();
  for (const behaviour of behaviours) counts.set(behaviour, (counts.get(behaviour) ?? 0) + 1);
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return ranked.map(([behaviour, agents], index) => ({
    behaviour,
    agents,
    colour: `var(--s${index % HUES})`,
    dash: DASHES[Math.floor(index / HUES) % DASHES.length]!,
  }));
}
