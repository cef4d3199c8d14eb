/**
 * Measured outputs of a real network (`fixtures/float/silero-vad-v5`): under l2 with 4·10^−6 and 2·10^−4 no two honest platforms
 * are other than AGREE on any sample, and every cheat whose weights were rounded to sixteen bits or fewer is always at FAULT.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Comparison, compareOutputs } from "../src/model/tolerance/compare.ts";
import { parseDecimal } from "../src/model/tolerance/decimal.ts";
import { toleranceFlaw } from "../src/model/tolerance/flaw.ts";
import { f32Output, type Output } from "../src/model/tolerance/output.ts";
import type { Tolerance } from "../src/model/tolerance/tolerance.ts";

const FOLDER = new URL("../fixtures/float/silero-vad-v5/", import.meta.url);

interface Index {
  readonly samples: number;
  readonly valuesPerSample: number;
  readonly honest: { readonly [name: string]: string };
  readonly cheat: { readonly [name: string]: string };
}

const index: Index = JSON.parse(readFileSync(new URL("index.json", FOLDER), "utf8"));
const SAMPLE_BYTES = 4 * index.valuesPerSample;

/** The outputs of one platform, sample by sample. */
function samplesOf(name: string): Output[] {
  const data = new Uint8Array(readFileSync(new URL(`${name}.f32`, FOLDER)));
  expect(data.length).toBe(index.samples * SAMPLE_BYTES);
  return Array.from({ length: index.samples }, (_, sample) => f32Output(data.slice(sample * SAMPLE_BYTES, (sample + 1) * SAMPLE_BYTES)));
}

const TOLERANCE: Tolerance = { kind: "l2", agree: parseDecimal("0.000004")!, fault: parseDecimal("0.0002")! };
const honest = Object.keys(index.honest);
const ALWAYS_AT_FAULT = ["tf32", "fp16", "bf16", "int8pc", "int8", "int4"].map((name) => `cheat-${name}`);

const outputs = new Map([...honest, ...ALWAYS_AT_FAULT].map((name) => [name, samplesOf(name)]));

/** What is said of two platforms, over all samples. */
const said = (a: string, b: string, tolerance: Tolerance = TOLERANCE): Set<Comparison> =>
  new Set(outputs.get(a)!.map((output, sample) => compareOutputs(tolerance, output, outputs.get(b)!.at(sample)!)));

/** The usual “cosine of at least 0.999”. */
const COSINE: Tolerance = { kind: "cosine", agree: parseDecimal("0.001")!, fault: parseDecimal("0.01")! };
const UNSEEN_BY_COSINE = ["tf32", "fp16", "bf16", "int8pc"].map((name) => `cheat-${name}`);

/** Median, ninety-ninth percentile and largest error: agreement at four times what honest platforms show, fault below what fp16 weights show. */
const ENVELOPE: Tolerance = {
  kind: "envelope",
  rows: [
    { basisPoints: 5_000, agree: parseDecimal("0.0000014")!, fault: parseDecimal("0.00005")! },
    { basisPoints: 9_900, agree: parseDecimal("0.00011")!, fault: parseDecimal("0.002")! },
    { basisPoints: 10_000, agree: parseDecimal("0.0004")!, fault: parseDecimal("0.003")! },
  ],
};

const pairsOf = (names: readonly string[]): string[][] => names.flatMap((a, place) => names.slice(place + 1).map((b) => [a, b]));

describe("real outputs", () => {
  it("are of nine honest platforms and of the cheats named, under thresholds that a model can have", () => {
    expect(honest).toHaveLength(9);
    expect(Object.keys(index.cheat)).toEqual(expect.arrayContaining(ALWAYS_AT_FAULT));
    expect(toleranceFlaw(TOLERANCE)).toBeUndefined();
  });

  it.each(pairsOf(honest))("%s and %s always AGREE", (a, b) => {
    expect([...said(a!, b!)]).toEqual(["agree"]);
  });

  it.each(ALWAYS_AT_FAULT)("%s is always at FAULT with every honest platform", (cheat) => {
    for (const name of honest) expect([name, ...said(cheat, name)]).toEqual([name, "fault"]);
  });

  it.each(UNSEEN_BY_COSINE)("cosine of at least 0.999 takes %s for honest on every sample", (cheat) => {
    for (const name of honest) expect([name, ...said(cheat, name, COSINE)]).toEqual([name, "agree"]);
  });

  it("an envelope tells them apart as well", () => {
    for (const [a, b] of pairsOf(honest)) expect([a, b, ...said(a!, b!, ENVELOPE)]).toEqual([a, b, "agree"]);
    for (const cheat of ALWAYS_AT_FAULT) expect([cheat, ...said(cheat, honest[0]!, ENVELOPE)]).toEqual([cheat, "fault"]);
  });
});
