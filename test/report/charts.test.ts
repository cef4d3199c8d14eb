import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endLabels } from "../../src/report/end-labels.ts";
import { type StepPoint, thin } from "../../src/report/thin.ts";

/** Step series of whole values, ascending in x. */
const series = fc.array(fc.record({ gap: fc.integer({ min: 0, max: 3 }), y: fc.integer({ min: -50, max: 50 }) }), { maxLength: 400 }).map((steps) => {
  let x = 0;
  return steps.map(({ gap, y }): StepPoint => {
    x += gap;
    return { x, y };
  });
});

describe("a thinned series", () => {
  it("keeps ends, extremes and order, and stays within its size", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 40 }), (points, columns) => {
        const settled = points.filter(({ x }, index) => points[index + 1]?.x !== x);
        const to = settled.at(-1)?.x ?? 0;
        const kept = thin(points, 0, to, columns);
        expect(kept.length).toBeLessThanOrEqual(Math.max(4 * columns, to === 0 ? settled.length : 0));
        const values = (list: readonly StepPoint[]): number[] => list.map(({ y }) => y);
        expect(Math.max(...values(kept))).toBe(Math.max(...values(settled)));
        expect(Math.min(...values(kept))).toBe(Math.min(...values(settled)));
        expect(kept[0]).toEqual(settled[0]);
        expect(kept.at(-1)?.y).toBe(settled.at(-1)?.y);
        expect(kept.every(({ x }, index) => index === 0 || x > kept[index - 1]!.x)).toBe(true);
      }),
    );
  });

  it("is whole where it is short, but for points at which nothing changes", () => {
    const points = [0, 1, 1, 1, 2].map((y, x) => ({ x, y }));
    expect(thin(points, 0, 4, 10)).toEqual([points[0], points[1], points[4]]);
  });
});

describe("labels at the ends of lines", () => {
  const end = fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    behaviour: fc.constantFrom("a", "b", "c", "d"),
    y: fc.integer({ min: 10, max: 286 }),
  });

  it("never lie over one another, nor outside", () => {
    fc.assert(
      fc.property(fc.array(end, { maxLength: 60 }), (ends) => {
        const labels = endLabels(ends, 15, 10, 286);
        for (const [index, { y }] of labels.entries()) {
          expect(y).toBeGreaterThanOrEqual(10 - 1e-9);
          expect(y).toBeLessThanOrEqual(286 + 1e-9);
          if (index > 0) expect(y - labels[index - 1]!.y).toBeGreaterThanOrEqual(15 - 1e-9);
        }
      }),
    );
  });

  it("are shared by lines of one behaviour that end together", () => {
    const ends = [
      { id: "h-1", behaviour: "honest", y: 100 },
      { id: "h-2", behaviour: "honest", y: 104 },
      { id: "c-1", behaviour: "cheat", y: 102 },
    ];
    expect(endLabels(ends, 15, 10, 286).map(({ text }) => text)).toEqual(["honest ×2", "c-1"]);
  });
});
