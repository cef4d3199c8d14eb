/** Every shipped scenario says enough, holds, and would not hold if any one of its expectations were turned round. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judge } from "../../src/sim/scenario/expectations.ts";
import type { Expectation } from "../../src/sim/scenario/schema.ts";
import { loaded, ROOT, runText, shipped } from "./fixture.ts";

const NAMES = readdirSync(join(ROOT, "scenarios"))
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => name.replace(".yaml", ""))
  .sort();

/** Digits as a bigint, amounts with their unit as nLUX. */
const numberOf = (value: unknown): bigint | undefined => (/^-?[0-9]+$/.test(String(value)) ? BigInt(String(value)) : undefined);

/** The expectation that holds just where this one does not, given what was got. */
function inverted(expectation: Expectation, got: unknown): Expectation {
  const number = numberOf(got);
  if (expectation.op === "eq")
    return { ...expectation, value: number === undefined ? `not ${String(got)}` : `${number + 1n} nLUX`.replace(/^-/, "-") };
  if (expectation.op === "lte") return { ...expectation, value: `${number! - 1n} nLUX` };
  if (expectation.op === "gte") return { ...expectation, value: `${number! + 1n} nLUX` };
  return { ...expectation, value: [`${number! + 1n} nLUX`, `${number! + 2n} nLUX`] };
}

/** Laws that say nothing of runs under other rulings than those of the reference. */
const SILENT = ["honest-never-slashed", "majority-slashes", "seats-are-strangers"];

describe.each(NAMES)("%s", (name) => {
  const text = shipped(name);
  const { record } = runText(text);

  it("has at least four expectations, each with its reason", () => {
    expect(record.expectations.length).toBeGreaterThanOrEqual(4);
    for (const { because } of record.expectations) expect(because.length).toBeGreaterThan(20);
  });

  it("holds, and so does every law", () => {
    expect(record.expectations.filter(({ held }) => held !== true)).toEqual([]);
    expect(record.laws.filter(({ breached }) => breached.length > 0)).toEqual([]);
    const isReference = Object.keys(record.rulings).length === 0 && record.unsafe.length === 0;
    const silent = record.laws.filter(({ checked }) => checked === 0).map(({ name }) => name);
    expect(silent.filter((name) => isReference || !SILENT.includes(name))).toEqual([]);
  });

  it("fails when any one expectation is inverted", () => {
    const { scenario } = loaded(text);
    for (const [index, expectation] of scenario.expect.entries()) {
      const { got } = record.expectations[index]!;
      expect(judge(inverted(expectation, got), 1, record, false).held, expectation.path).toBe(false);
    }
  });

  it("names its schema in the first line", () => {
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=./schema.json");
  });

  it("conserves money between agents: what they lost together is burnt", () => {
    const profit = record.agents.reduce((sum, agent) => sum + BigInt(agent.profit), 0n);
    expect(profit).toBe(-BigInt(record.supply.burnt));
  });
});

describe("signatures", () => {
  const text = shipped("first-dispute");
  const short = [
    "blocks=60",
    "params={ challengeWindow: 20 blocks, openWindow: 5 blocks, stakeMaturity: 2 blocks, joinWindow: 2 blocks }",
    "consumers.alice.start=8 blocks",
  ];

  it("ideal and real ones give the same run, but for what hashes them", () => {
    const ideal = runText(text, { overrides: short }).record;
    const real = runText(text, { overrides: [...short, "crypto=real"] }).record;
    for (const key of ["attestations", "cases", "transactions", "height"] as const) expect(real[key], key).toEqual(ideal[key]);
    expect(real.slashes.map(({ provider, cause, amount }) => [provider, cause, amount])).toEqual(
      ideal.slashes.map(({ provider, cause, amount }) => [provider, cause, amount]),
    );
    expect(real.agents.map(({ address }) => address)).toEqual(ideal.agents.map(({ address }) => address));
    expect(real.supply).toEqual(ideal.supply);
    expect(real.crypto).toBe("real");
    expect(real.stateRoot).not.toBe(ideal.stateRoot);
  });
});
