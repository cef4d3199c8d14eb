/**
 * Changes that wait (R30, R43, R44): of a model's tolerance and measurements by its owner, of numbers, roots and keys by
 * governance; and for whom they then hold.
 */

import { describe, expect, it } from "vitest";
import { attest, attestedPair, contested, judged, market, recordOf, WEIGHTS } from "../../src/conformance/acts.ts";
import { act, addressOf, type Chain, codesOf, digestOf, eventsOf, play, playAny, SHORT, skip } from "../../src/conformance/chain.ts";
import { rootFor } from "../../src/conformance/evidence.ts";
import { changing } from "../../src/conformance/rows/governance.ts";
import { governances, trustRoots } from "../../src/model/governance/records.ts";
import { protocolInForce, protocolVersion } from "../../src/model/ledger/records.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { measurements } from "../../src/model/registry/changes.ts";
import { measurementId } from "../../src/model/registry/measurement.ts";
import { sides, tolerances } from "../../src/model/registry/records.ts";
import { parseDecimal } from "../../src/model/tolerance/decimal.ts";

const MARKET = market();
const NARROW = { kind: "absolute", agree: parseDecimal("0.5")!, fault: parseDecimal("2")! } as const;
const toleranceOf = (chain: Chain) => tolerances.at(chain.state.store, WEIGHTS, sides.at(chain.state.store, WEIGHTS).tolerance);

describe("an owner's change", () => {
  const CHANGED = play(MARKET, act("olga", { kind: "setTolerance", modelID: WEIGHTS, tolerance: NARROW }));

  it("of the tolerance takes effect at the end of the block `ownerDelay` later, not before", () => {
    const last = skip(CHANGED, SHORT.ownerDelay - 1);
    expect(toleranceOf(last)).not.toEqual(NARROW);
    expect(toleranceOf(skip(last, 1))).toEqual(NARROW);
    expect(eventsOf(skip(last, 1), "modelChanged")).toEqual([{ kind: "modelChanged", modelID: WEIGHTS, what: "tolerance" }]);
  });

  it("does not reach attestations accepted before it is in force", () => {
    const before = attestedPair(skip(CHANGED, SHORT.ownerDelay - 1), 0, 2); // accepted in the block at whose end it takes effect
    expect(toleranceOf(before)).toEqual(NARROW);
    expect(recordOf(judged(contested(before), 0, 2, 0), "ben").how).toBe("band");
    const after = attestedPair(skip(CHANGED, SHORT.ownerDelay), 0, 2);
    expect(recordOf(judged(contested(after), 0, 2, 0), "ben").how).toBe("fault");
  });

  it("of measurements is in force after the same delay, and so is its revocation", () => {
    const measurement = { kind: "enclave", mrenclave: digestOf("an enclave") } as const;
    const id = measurementId(measurement);
    const allowed = skip(play(MARKET, act("olga", { kind: "allowMeasurement", modelID: WEIGHTS, measurement })), SHORT.ownerDelay);
    expect(measurements.get(allowed.state.store, WEIGHTS, id)).toEqual(measurement);
    const revoked = play(allowed, act("olga", { kind: "revokeMeasurement", modelID: WEIGHTS, measurement: id }));
    expect(measurements.get(revoked.state.store, WEIGHTS, id)).toEqual(measurement);
    expect(measurements.get(skip(revoked, SHORT.ownerDelay).state.store, WEIGHTS, id)).toBeUndefined();
  });

  it("scheduled twice takes effect in the order of its block", () => {
    const wide = { ...NARROW, agree: parseDecimal("0.1")! };
    const twice = play(
      MARKET,
      act("olga", { kind: "setTolerance", modelID: WEIGHTS, tolerance: NARROW }),
      act("olga", { kind: "setTolerance", modelID: WEIGHTS, tolerance: wide }),
    );
    const later = skip(twice, SHORT.ownerDelay);
    expect(toleranceOf(later)).toEqual(wide);
    expect(sides.at(later.state.store, WEIGHTS).tolerance).toBe(2);
  });
});

describe("a change by governance", () => {
  const parameters = { ...SHORT, minStake: 150n * LUX, challengeWindow: 10 };
  const CHANGED = play(MARKET, changing(MARKET, { kind: "parameters", parameters }));

  it("of the numbers takes effect `ownerDelay` later, as a new version", () => {
    const last = skip(CHANGED, SHORT.ownerDelay - 1);
    expect([protocolVersion(last.state.store), protocolInForce(last.state.store).parameters.minStake]).toEqual([0, SHORT.minStake]);
    const now = skip(last, 1);
    expect([protocolVersion(now.state.store), protocolInForce(now.state.store).parameters]).toEqual([1, parameters]);
    expect(codesOf(playAny(now, [attest(now, "ann")]))).toEqual(["PROVIDER_INACTIVE"]);
  });

  it("leaves what was accepted before as it pinned it: a claim within the old W, the old ξ released", () => {
    const before = attestedPair(skip(CHANGED, SHORT.ownerDelay - 2), 0, 10);
    const late = skip(before, SHORT.challengeWindow - 1); // beyond the new W, within the old
    const end = judged(contested(late), 0, 10, 0);
    expect(recordOf(end, "ben").how).toBe("fault");
    expect(recordOf(end, "ann")).toMatchObject({ how: "cleared", protocol: 0 });
  });

  it("needs its number once, and the next one afterwards", () => {
    const again = changing(CHANGED, { kind: "parameters", parameters });
    expect(codesOf(playAny(CHANGED, [again]))).toEqual(["GOVERNANCE_SEQUENCE_WRONG"]);
    expect(governances.at(CHANGED.state.store).sequence).toBe(1);
  });

  it("of the keys hands over: the old ones no longer count", () => {
    const keys = { threshold: 1, keys: [addressOf("ann")] };
    const now = skip(play(MARKET, changing(MARKET, { kind: "keys", keys })), SHORT.ownerDelay);
    expect(governances.at(now.state.store).keySet).toEqual(keys);
    const old = changing(now, { kind: "roots", roots: [] });
    expect(codesOf(playAny(now, [{ ...old, payload: { ...old.payload, sequence: 1 } as typeof old.payload }]))).toEqual(["APPROVAL_INVALID"]);
  });

  it("of the roots is in force after the delay", () => {
    const root = rootFor(MARKET);
    const changed = play(MARKET, changing(MARKET, { kind: "roots", roots: [root] }));
    expect(trustRoots.at(changed.state.store).roots).toEqual([]);
    expect(trustRoots.at(skip(changed, SHORT.ownerDelay).state.store).roots).toEqual([root]);
  });
});
