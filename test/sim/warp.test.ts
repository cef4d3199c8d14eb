/** Validators, relayers and consumers on another chain in the simulator: what scenarios cannot say of themselves. */
import { describe, expect, it } from "vitest";
import { runText, shipped } from "./fixture.ts";

const warpOf = (name: string, overrides: readonly string[] = [], seed = 1) => runText(shipped(name), { seed, overrides }).record.warp!;
const decisionsOf = ({ consumers }: ReturnType<typeof warpOf>) =>
  consumers.map(({ id, accepted, refused, relied, lost }) => ({ id, accepted, refused, relied, lost }));

describe("Warp in a run", () => {
  it("is not there where a scenario has no validators", () => {
    expect(Object.keys(runText(shipped("first-dispute"), { until: 20 }).record)).not.toContain("warp");
  });

  it("comes to the same decisions under real signatures", () => {
    const short = ["blocks=180"];
    for (const name of ["warp-open-refused", "warp-colluders-above"])
      expect(decisionsOf(warpOf(name, [...short, "crypto=real"]))).toEqual(decisionsOf(warpOf(name, short)));
  });

  it.each(["warp-final", "warp-struck-after-lookup", "warp-colluders-below", "warp-colluders-above"])(
    "%s: a state root with a proof tells a consumer what a record would",
    (name) => {
      expect(decisionsOf(warpOf(name, ["rulings.R28=state-root"]))).toEqual(decisionsOf(warpOf(name)));
    },
  );

  it("costs who does not wait what a cautious consumer keeps", () => {
    const lost = (behaviour: string) => warpOf("warp-struck-after-lookup").consumers.find((one) => one.behaviour === behaviour)!.lost;
    expect([lost("hasty-consumer"), lost("cautious-consumer")]).toEqual(["10000000000", "0"]);
  });

  it("turns on the quorum: of seven equal validators four colluders convince nobody, five do", () => {
    const lostTo = (colluders: number): string =>
      warpOf("warp-colluders-above", [`validators.colluder.count=${colluders}`, `validators.validator.count=${7 - colluders}`]).lost;
    expect([lostTo(4), lostTo(5)]).toEqual(["0", "10000000000"]);
  });

  it("pays for an attestation once, however often messages come", () => {
    const { relied, paid, duplicated, replayed, accepted } = warpOf("warp-final");
    expect([relied, paid]).toEqual([3, "30000000000"]);
    expect(Math.min(duplicated, replayed, accepted - relied)).toBeGreaterThan(0);
  });

  it("does not believe validators after their last height, and does without the change", () => {
    const { lost, lies } = warpOf("warp-set-change");
    expect([lost, lies > 0]).toEqual(["0", true]);
    const unchanged = runText(shipped("warp-set-change").replace(/timeline:\n.*\n/, "")).record.warp!;
    expect(unchanged.lost).toBe("10000000000");
  });
});
