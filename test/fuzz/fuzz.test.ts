/** The fuzzer looks, finds what was hidden for it, makes it small, and gives the same again. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceFinder } from "../../src/cli/files.ts";
import { CANARIES, patched } from "../../src/fuzz/canaries.ts";
import { addMet, coverageOf, newMet, UNREACHABLE, WANTED_FROM } from "../../src/fuzz/coverage.ts";
import { type Play, type PlayOptions, play, playSeed } from "../../src/fuzz/play.ts";
import { shrink } from "../../src/fuzz/shrink.ts";
import { FAULT_KINDS, scenarioOf, type Written } from "../../src/fuzz/swarm.ts";
import { TRANSACTIONS } from "../../src/model/chain/transactions.ts";
import { CODES } from "../../src/model/errors/codes.ts";
import { KINDS } from "../../src/sim/agents/payloads.ts";
import { LAWS } from "../../src/sim/monitors/laws.ts";
import { faultSchema } from "../../src/sim/scenario/fault-schema.ts";
import { ROOT } from "../sim/fixture.ts";

const findSource = sourceFinder(join(ROOT, "scenarios", "x.yaml"));
const reference: PlayOptions = { findSource };
const swarm = { blocks: 120 };

describe("a run", () => {
  it("is the same again by its seed, and another by another", () => {
    const [once, again, other] = [playSeed(7, swarm, reference), playSeed(7, swarm, reference), playSeed(8, swarm, reference)];
    expect(again).toEqual(once);
    expect(other.written).not.toEqual(once.written);
    expect(once.blocks).toBe(120);
  });

  it("under the model breaches nothing, and refuses every wrong block and transaction", () => {
    const met = newMet();
    for (let seed = 100; seed < 112; seed += 1) {
      const { breach, met: own } = playSeed(seed, swarm, reference);
      expect(breach, String(seed)).toBeUndefined();
      addMet(met, own);
    }
    for (const code of ["BLOCK_STATE_ROOT_WRONG", "NONCE_WRONG", "CHAIN_ID_WRONG", "BLOCK_MALFORMED"])
      expect(met.codes.get(code)).toBeGreaterThan(10);
    expect(met.codes.has("accepted")).toBe(false);
  });

  it("that throws is a breach, with what was thrown", () => {
    const transition = (): never => {
      throw new RangeError("no such purse");
    };
    expect(playSeed(1, swarm, { findSource, transition }).breach).toMatchObject({
      law: "no-exception",
      detail: expect.stringContaining("no such purse"),
    });
  });
});

describe("the swarm", () => {
  it("knows every kind of transaction and of fault", () => {
    expect([...KINDS].sort()).toEqual(Object.keys(TRANSACTIONS).sort());
    const kinds = faultSchema.options.map(({ shape }) => shape.kind.value);
    expect([...FAULT_KINDS].sort()).toEqual([...kinds].sort());
  });

  it("under a preset has no variant", () => {
    for (let seed = 1; seed < 40; seed += 1) expect(scenarioOf(seed, 0, { ...swarm, preset: "reference" })["rulings"]).toBeUndefined();
  });
});

describe("a canary", () => {
  const laws = LAWS.map(({ name }) => name);

  it.each(Object.entries(CANARIES))("%s is found within its runs, by its law, and made small", (_, canary) => {
    const options: PlayOptions = { findSource, transition: patched(canary) };
    const plays: Play[] = [];
    for (let seed = 1; seed <= canary.within && plays.at(-1)?.breach === undefined; seed += 1) plays.push(playSeed(seed, { blocks: 200 }, options));
    const found = plays.at(-1)!;
    expect(laws).toEqual(expect.arrayContaining([...canary.laws]));
    expect(canary.laws).toContain(found.breach?.law);
    const { play: small } = shrink(found, (written: Written) => play(found.seed, written, options), 60);
    expect(small.breach!.law).toBe(found.breach!.law);
    expect(small.blocks).toBeLessThanOrEqual(found.blocks);
    expect(JSON.stringify(small.written).length).toBeLessThan(JSON.stringify(found.written).length);
    expect(play(found.seed, small.written, reference)!.breach).toBeUndefined(); // the bug is the canary's
  });
});

describe("coverage", () => {
  it("of nothing is missing all that a long fuzz has to meet, and of a short one nothing", () => {
    const missing = coverageOf(newMet(), WANTED_FROM.codes, true).missing;
    for (const wanted of ["transactions: attest", "faults: crash", "goals: a slash for fault", "codes: NONCE_WRONG", "rulings: R19=uniform"])
      expect(missing.map((name) => name.replace(/R19=.*/, "R19=uniform"))).toContain(wanted);
    expect(missing).not.toContain("codes: GENESIS_MALFORMED");
    expect(coverageOf(newMet(), 1, true).missing).toEqual([]);
  });

  it("asks for no code that cannot be met, each with its reason", () => {
    for (const [code, why] of Object.entries(UNREACHABLE)) expect([code in CODES, why.length > 20]).toEqual([true, true]);
  });
});
