/** Calibration: what is measured fast is what the comparators say exactly, thresholds fit, and statistics are those of their definitions. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareOutputs } from "../src/model/tolerance/compare.ts";
import { toleranceFlaw } from "../src/model/tolerance/flaw.ts";
import { calibrate } from "../src/sim/calibration/calibrate.ts";
import { comparatorResult } from "../src/sim/calibration/comparator.ts";
import { measuredOf, specialClash, viewOf } from "../src/sim/calibration/measured.ts";
import { measuresOf } from "../src/sim/calibration/measures.ts";
import { judgeByTolerance, thresholdsOf, verdictOf } from "../src/sim/calibration/rule.ts";
import { areaUnderCurve, coverageShown, drawsNeeded, rising, rocOf } from "../src/sim/calibration/statistics.ts";
import { exactTolerance, isHoldable } from "../src/sim/calibration/written.ts";
import { toleranceOfScenario } from "../src/sim/scenario/resolve.ts";
import type { Scenario } from "../src/sim/scenario/schema.ts";
import { toleranceSchema } from "../src/sim/scenario/tolerance.ts";

const value = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1, -1, 1e-45, 3.4e38),
  fc.float({ min: -2, max: 2, noNaN: true }),
);
const noise = fc.oneof(fc.constant(0), fc.double({ min: -1e-6, max: 1e-6, noNaN: true }), fc.double({ min: -1e-2, max: 1e-2, noNaN: true }));

const whole = (text: string): string => String(Math.ceil(Number(text)));

/** A recording of a few platforms that differ by some noise. */
const recordings = fc
  .record({ length: fc.integer({ min: 1, max: 8 }), samples: fc.integer({ min: 1, max: 3 }), platforms: fc.integer({ min: 2, max: 5 }) })
  .chain(({ length, samples, platforms }) =>
    fc
      .tuple(
        fc.array(value, { minLength: length * samples, maxLength: length * samples }),
        fc.array(fc.array(noise, { minLength: length * samples, maxLength: length * samples }), {
          minLength: platforms + 1,
          maxLength: platforms + 1,
        }),
      )
      .map(([base, noises]) => {
        const data = Object.fromEntries(
          noises.map((each, index) => [
            index < platforms ? `p${index}` : "wrong",
            new Uint8Array(Float32Array.from(base, (x, at) => Math.max(-3e38, Math.min(3e38, x * (1 + each[at]!)))).buffer),
          ]),
        );
        const honest = Object.fromEntries(Object.keys(data).flatMap((name) => (name === "wrong" ? [] : [[name, name]])));
        return { name: "made", index: { samples, valuesPerSample: length, honest, cheat: { wrong: "wrong" } }, data };
      }),
  );

describe("a calibration", () => {
  it("holds no honest pair at FAULT and every one within agree; its tolerances are those that a scenario reads", () => {
    fc.assert(
      fc.property(recordings, (recording) => {
        const measured = measuredOf(recording);
        expect(specialClash(measured)).toBeUndefined();
        const { comparators } = calibrate(measured, { coverage: 0.99, confidence: 0.95 });
        for (const { name, honest, n, written } of comparators) {
          if (written === undefined || name === "bytes" || n === 0) continue;
          expect([name, honest.atAgree]).toEqual([name, 1]);
          const tolerance = exactTolerance(written);
          expect(toleranceFlaw(tolerance)).toBeUndefined();
          const read = toleranceSchema.parse(JSON.parse(JSON.stringify(written)));
          expect(toleranceOfScenario({ tolerance: read } as Pick<Scenario["models"][number], "tolerance">)).toEqual(tolerance);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("judges as the exact comparators do", () => {
    fc.assert(
      fc.property(recordings, (recording) => {
        const measured = measuredOf(recording);
        const [a, b] = [measured.classes[0]!.views[0]!, measured.cheats[0]!.views[0]!];
        for (const measure of measuresOf(measured)) {
          const parts = measure.partsOf(a, b);
          for (const share of [1, 0.5, 0.25, 0.03, 0.0026]) {
            const thresholds = thresholdsOf(
              measure,
              parts.map((part) => part * share),
              5,
            );
            if (typeof thresholds === "string") continue;
            const exact = compareOutputs(thresholds.tolerance, a.output, b.output);
            expect([measure.name, share, verdictOf(measure, thresholds, parts, a, b)]).toEqual([measure.name, share, exact]);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("judges by thresholds that were given as the exact comparators do, at a threshold and beside it", () => {
    fc.assert(
      fc.property(recordings, (recording) => {
        const measured = measuredOf(recording);
        const [a, b] = [measured.classes[0]!.views[0]!, measured.cheats[0]!.views[0]!];
        for (const measure of measuresOf(measured)) {
          const parts = measure.partsOf(a, b);
          for (const [agree, band] of [
            [1, 3],
            [0.5, 2.5],
            [0.3, 1 / 0.3],
            [0.1, 4],
            [2, 3],
          ] as const) {
            const [low, high] = [parts.map((part) => String(part * agree)), parts.map((part) => String(part * agree * band))];
            const written = measure.isWhole ? measure.toleranceOf(low.map(whole), high.map(whole)) : measure.toleranceOf(low, high);
            if (typeof written === "string" || !isHoldable(written)) continue;
            const tolerance = exactTolerance(written);
            const judged = judgeByTolerance(measure, tolerance)({ sample: 0, a, b, parts });
            expect([measure.name, agree, judged]).toEqual([measure.name, agree, compareOutputs(tolerance, a.output, b.output)]);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("judges every comparison once by thresholds that were given", () => {
    const [[recording]] = [fc.sample(recordings, { numRuns: 1, seed: 7 })];
    const measured = measuredOf(recording!);
    const measure = measuresOf(measured).find(({ name }) => name === "l2")!;
    let judged = 0;
    const judge = () => {
      judged += 1;
      return "agree" as const;
    };
    const { n, cheats } = comparatorResult(measure, measured, { judge, written: { comparator: "l2", agree: 1, fault: 3 } });
    expect(n).toBeGreaterThan(0);
    expect(judged).toBe(cheats.reduce((sum, cheat) => sum + cheat.n, n));
  });

  it("reads fp16, bf16 and i32 exactly", () => {
    const bits = (dtype: "f16" | "bf16", word: number) => viewOf({ dtype, shape: [1], data: Uint8Array.of(word & 255, word >> 8) }).values[0];
    expect([bits("f16", 0x3c01), bits("f16", 0x0001), bits("f16", 0xfbff), bits("f16", 0x7c00)]).toEqual([1 + 2 ** -10, 2 ** -24, -65504, Infinity]);
    expect([bits("bf16", 0x3f81), bits("bf16", 0x7fc0)]).toEqual([1 + 2 ** -7, Number.NaN]);
    expect([...viewOf({ dtype: "i32", shape: [1], data: Uint8Array.of(0, 0, 0, 128) }).values]).toEqual([-(2 ** 31)]);
  });
});

describe("statistics", () => {
  const distances = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Infinity)), { minLength: 1, maxLength: 30 });

  it("the area under the curve counts pairs, ties half, and is the area of the ROC", () => {
    fc.assert(
      fc.property(distances, distances, (honest, cheat) => {
        const pairs = honest.flatMap((h) => cheat.map((c) => (c > h ? 1 : c === h ? 0.5 : 0)));
        const wanted = pairs.reduce((sum: number, one) => sum + one, 0) / pairs.length;
        expect(areaUnderCurve(rising(honest), rising(cheat))).toBeCloseTo(wanted, 12);
        const roc = rocOf(rising(honest), rising(cheat));
        const area = roc.slice(1).reduce((sum, { honestAbove, cheatAbove }, index) => {
          const before = roc[index]!;
          return sum + (before.honestAbove - honestAbove) * ((before.cheatAbove + cheatAbove) / 2);
        }, 0);
        expect(area).toBeCloseTo(wanted, 12);
      }),
    );
  });

  it("coverage by the largest of n draws is that of Wilks: 59 draws for 95 % with 95 %, 299 for 99 %", () => {
    expect([drawsNeeded(0.95, 0.95), drawsNeeded(0.99, 0.95)]).toEqual([59, 299]);
    expect(coverageShown(59, 0.95)).toBeGreaterThanOrEqual(0.95);
    expect(coverageShown(58, 0.95)).toBeLessThan(0.95);
    expect(coverageShown(0, 0.95)).toBe(0);
  });
});
