/** A simulated Intel over time, judged by the verifier of the model: what it serves holds when it is served, and every fault looks as it does in life. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { idealKeyring } from "../../../src/model/index.ts";
import type { Verdict } from "../../../src/model/tee/evidence.ts";
import { verifyCollateral } from "../../../src/model/tee/index.ts";
import { certifyKey, forgeQuote } from "../../../src/sim/platform/forging.ts";
import { type Intel, simulatedIntel } from "../../../src/sim/platform/intel.ts";
import { collateralOf } from "../../../src/sim/platform/items.ts";
import { tcbLevels } from "../../../src/sim/platform/levels.ts";
import { DAY, type IntelSchedule, scheduleFlaw } from "../../../src/sim/platform/schedule.ts";
import { DATA, day, judge, ORIGIN, SCHEDULE } from "./schedules.ts";

const ring = idealKeyring();
const IDEAL = simulatedIntel(SCHEDULE, ring.p256Signer);
const REAL = simulatedIntel(SCHEDULE);
const { p256 } = ring.crypto;

const ENCLAVES = { sgx: "runner", tdx: "guest" } as const;
const TEES = ["sgx", "tdx"] as const;

/** Status, code and level of a quote that a machine makes at a time, judged then or later. */
function told({ accepted, code, intel }: Verdict): readonly unknown[] {
  return [accepted, code, intel?.tcbStatus ?? null, intel?.tcbDate?.slice(0, 10) ?? null];
}
const at = (machine: string, tee: "sgx" | "tdx", made: number, judged = made, served = judged): readonly unknown[] =>
  told(judge(IDEAL, IDEAL.quote(machine, ENCLAVES[tee], DATA, made), machine, tee, judged, served, p256));

describe.each([
  ["real", REAL, undefined],
  ["ideal", IDEAL, p256],
] as const)("%s: what is served", (_, intel, signatures) => {
  it.each([0, 39.99, 40, 41, 101, 365])("on day %f holds for every family and TEE, and for every part of it", (days) => {
    const time = Math.floor(day(days));
    const items = intel.itemsAt(time);
    expect(items.map(({ kind }) => kind).sort()).toEqual([
      ...["pckCrl", "pckCrl", "qeIdentity", "qeIdentity", "rootCrl", "tcbInfo", "tcbInfo", "tcbInfo", "tcbInfo"],
    ]);
    for (const machine of ["keen", "old"])
      for (const tee of TEES) {
        const verified = verifyCollateral(collateralOf(items, intel.root, intel.wantedFor(machine, tee)), intel.root, signatures);
        if (!verified.ok) throw new Error(verified.refusal.explanation);
        for (const { item, from, to } of verified.collateral.validities) expect(from <= time && time <= to, `${item} on day ${days}`).toBe(true);
        const [info, identity] = [verified.collateral.tcbInfo, verified.collateral.qeIdentity];
        expect([info.nextUpdate - info.issueDate, identity.nextUpdate - identity.issueDate]).toEqual([30 * DAY, 30 * DAY]);
      }
  });

  it("accepts the quotes of that time", () => {
    for (const tee of TEES)
      for (const machine of ["keen", "old"]) {
        const quote = intel.quote(machine, ENCLAVES[tee], DATA, day(1));
        expect(judge(intel, quote, machine, tee, day(1), day(1), signatures)).toMatchObject({ accepted: true, claims: { tee } });
      }
  });
});

describe("time", () => {
  it("nothing is served before the origin; items change when they are issued, and not in between", () => {
    expect(IDEAL.itemsAt(ORIGIN - 1)).toEqual([]);
    expect(IDEAL.itemsAt(day(7) - 1)).toEqual(IDEAL.itemsAt(ORIGIN));
    expect(IDEAL.itemsAt(day(7))).not.toEqual(IDEAL.itemsAt(ORIGIN));
    expect(() => IDEAL.itemsAt(0.5)).toThrow("whole number");
  });

  it("evaluation numbers and issue times never fall, and rise together with what is published", () => {
    const numbers = Array.from({ length: 130 }, (_, index) => {
      const verified = verifyCollateral(collateralOf(IDEAL.itemsAt(day(index)), IDEAL.root, IDEAL.wantedFor("keen", "tdx")), IDEAL.root, p256);
      if (!verified.ok) throw new Error(verified.refusal.explanation);
      const { tcbInfo, qeIdentity } = verified.collateral;
      expect([qeIdentity.evaluationNumber, qeIdentity.issueDate]).toEqual([tcbInfo.evaluationNumber, tcbInfo.issueDate]);
      return [tcbInfo.evaluationNumber, tcbInfo.issueDate] as const;
    });
    const rises = numbers.flatMap(([number], index) => (index > 0 && number > numbers[index - 1]![0] ? [index] : []));
    expect(rises).toEqual([40, 50, 102]);
    for (const [index, [, issued]] of numbers.entries()) expect(issued >= (numbers[index - 1]?.[1] ?? 0) && issued <= day(index)).toBe(true);
  });

  it("old items hold for thirty days and not a second more: who withholds newer ones wins that long", () => {
    for (const tee of TEES) {
      expect(at("never", tee, day(39), day(63), day(39))).toEqual([true, null, "UpToDate", "2026-01-01"]);
      expect(at("never", tee, day(39), day(63) + 1, day(39))[1]).toBe("ROOT_CRL_EXPIRED"); // its lists are of day 33, TCB Info of day 35
      expect(at("never", tee, day(39), day(38), day(40))[1]).toMatch(/_NOT_YET_VALID$/);
    }
  });
});

describe("recovery", () => {
  it.each(TEES)("%s: an unpatched machine is up to date until it is published, and out of date from that second on", (tee) => {
    expect(at("never", tee, day(40) - 1)).toEqual([true, null, "UpToDate", "2026-01-01"]);
    expect(at("never", tee, day(40))).toEqual([false, "POLICY_STATUS", "OutOfDate", "2026-01-01"]);
    expect(at("never", tee, day(102))).toEqual([false, "TCB_REVOKED", "Revoked", "2026-01-01"]);
  });

  it("a patched machine is up to date before and after; a slow one is not, until it is patched", () => {
    expect(at("keen", "sgx", day(39))).toEqual([true, null, "UpToDate", "2026-01-01"]);
    expect(at("keen", "sgx", day(40))).toEqual([true, null, "UpToDate", "2026-01-21"]);
    expect(at("slow", "sgx", day(59))[2]).toBe("OutOfDate");
    expect(at("slow", "sgx", day(60))).toEqual([true, null, "UpToDate", "2026-01-21"]);
    expect(at("slow", "sgx", day(110))[2]).toBe("Revoked");
    expect(at("slow", "sgx", day(120))).toEqual([true, null, "UpToDate", "2026-04-11"]);
  });

  it("the quoting enclave of TDX has one of its own, and SGX is not touched by it", () => {
    expect([at("caught", "tdx", day(50)), at("caught", "sgx", day(50))].map(([, , status]) => status)).toEqual([null, null]);
    const early = IDEAL.quote("keen", "guest", DATA, day(45));
    expect(told(judge(IDEAL, early, "keen", "tdx", day(50) - 1, day(50) - 1, p256))[2]).toBe("UpToDate");
    expect(judge(IDEAL, early, "keen", "tdx", day(52), day(52), p256).intel).toMatchObject({
      tcbStatus: "OutOfDate",
      qeStatus: "OutOfDate",
      platformStatus: "UpToDate",
    });
    expect(judge(IDEAL, IDEAL.quote("keen", "guest", DATA, day(52)), "keen", "tdx", day(52), day(52), p256).intel).toMatchObject({
      tcbStatus: "UpToDate",
    });
  });

  it("what was once revoked stays so, whatever is said of later versions", () => {
    const one = { advisories: [], at: day(1), publishedAt: day(1) };
    const recoveries = [{ ...one, older: "Revoked" } as const, { ...one, at: day(2), publishedAt: day(3), older: "OutOfDate" } as const];
    const statuses = (days: number): readonly string[] => tcbLevels(recoveries, ORIGIN, day(days)).map(({ status }) => status);
    expect([0, 2, 3].map(statuses)).toEqual([["UpToDate"], ["UpToDate", "Revoked"], ["UpToDate", "OutOfDate", "Revoked"]]);
  });

  it("a trust domain that runs on the TDX components before a patch is out of date on a patched machine", () => {
    const report = IDEAL.reportOf("never", "guest", day(60));
    const quote = forgeQuote(IDEAL.attestationKey("slow", "tdx", day(60)), report, DATA);
    expect(told(judge(IDEAL, quote, "slow", "tdx", day(60), day(60), p256))[2]).toBe("OutOfDate");
    expect(at("slow", "tdx", day(60))[2]).toBe("UpToDate");
  });

  it("advisories are those of all that came later", () => {
    const advisories = (days: number): unknown =>
      judge(IDEAL, IDEAL.quote("never", "runner", DATA, day(days)), "never", "sgx", day(days), day(days), p256).intel?.advisoryIDs;
    expect([39, 40, 102].map(advisories)).toEqual([[], ["INTEL-SA-00001"], ["INTEL-SA-00001", "INTEL-SA-00002"]]);
  });
});

describe("revocation", () => {
  it.each(TEES)("%s: all certificates that a machine had are refused from the publication on, whatever date the list says", (tee) => {
    expect(at("caught", tee, day(33) - 1)[0]).toBe(true);
    expect(at("caught", tee, day(33))[1]).toBe("PCK_REVOKED");
    expect(at("caught", tee, day(24), day(33))[1]).toBe("PCK_REVOKED");
    expect(at("keen", tee, day(33))[0]).toBe(true);
  });

  it("an authority's takes all its machines with it, and nobody else's", () => {
    expect([at("old", "sgx", day(95) - 1)[0], at("old", "sgx", day(95))[1], at("keen", "sgx", day(95))[0]]).toEqual([true, "PCK_CA_REVOKED", true]);
  });

  it("the list says the date of the revocation, which is before its own", () => {
    const list = IDEAL.itemsAt(day(33)).find((item) => item.kind === "pckCrl")!;
    const text = Buffer.from((list as Extract<typeof list, { kind: "pckCrl" }>).crl).toString("latin1");
    expect([text.includes("260126000000Z"), text.includes("260203000000Z")]).toEqual([true, true]);
  });
});

describe("taken keys", () => {
  const report = IDEAL.reportOf("never", "runner", day(30));
  const lie = report.tee === "sgx" ? { ...report, report: { ...report.report, mrEnclave: new Uint8Array(32).fill(0xee) } } : report;

  it("an attestation key vouches for any measurement, until its level is recovered", () => {
    const taken = IDEAL.attestationKey("never", "sgx", day(30));
    const forged = forgeQuote(taken, lie, DATA);
    expect(judge(IDEAL, forged, "never", "sgx", day(30), day(30), p256)).toMatchObject({
      accepted: true,
      claims: { mrenclave: `0x${"ee".repeat(32)}` },
    });
    expect(judge(IDEAL, forged, "never", "sgx", day(40), day(40), p256).code).toBe("POLICY_STATUS");
    expect(forgeQuote(taken, report, DATA)).toEqual(IDEAL.quote("never", "runner", DATA, day(30)));
  });

  it("what was taken before a patch is not what the machine has after it", () => {
    const before = forgeQuote(IDEAL.attestationKey("keen", "sgx", day(30)), lie, DATA);
    expect(told(judge(IDEAL, before, "keen", "sgx", day(99), day(99), p256))[2]).toBe("UpToDate");
    expect(told(judge(IDEAL, before, "keen", "sgx", day(102), day(102), p256))[2]).toBe("Revoked");
    expect(IDEAL.attestationKey("keen", "sgx", day(101)).key.publicKey).not.toEqual(IDEAL.attestationKey("keen", "sgx", day(30)).key.publicKey);
    expect(IDEAL.pckKey("keen", day(101)).key.publicKey).not.toEqual(IDEAL.pckKey("keen", day(30)).key.publicKey);
  });

  it("a provisioning certification key certifies keys that no machine ever had, until its certificate is revoked", () => {
    for (const tee of TEES) {
      const made = certifyKey(IDEAL.pckKey("caught", day(26)), tee, "thief", ring.p256Signer);
      const quote = forgeQuote(made, IDEAL.reportOf("never", ENCLAVES[tee], day(26)), DATA);
      expect(told(judge(IDEAL, quote, "caught", tee, day(26), day(26), p256)).slice(0, 2)).toEqual([true, null]);
      expect(judge(IDEAL, quote, "caught", tee, day(33), day(33), p256).code).toBe("PCK_REVOKED");
    }
  });

  it("a whole family's keys are genuine on the days between the attack and the recovery", () => {
    const machines = SCHEDULE.machines.filter(({ family, name }) => family === "ice" && name !== "caught").map(({ name }) => name);
    const forged = machines.map((name) => forgeQuote(IDEAL.attestationKey(name, "sgx", day(19)), lie, DATA));
    const accepted = (time: number): readonly boolean[] =>
      machines.map((name, index) => judge(IDEAL, forged[index]!, name, "sgx", time, time, p256).accepted);
    expect([accepted(day(19)), accepted(day(40) - 1), accepted(day(40))]).toEqual([
      [true, true, true],
      [true, true, true],
      [false, false, false],
    ]);
  });

  it("a key of nobody is refused, and so is a key for the other kind", () => {
    const own = { ...IDEAL.pckKey("never", day(1)), key: ring.p256Signer(new Uint8Array(32).fill(9)) };
    const quote = forgeQuote(certifyKey(own, "sgx", "thief", ring.p256Signer), report, DATA);
    expect(judge(IDEAL, quote, "never", "sgx", day(1), day(1), p256).code).toBe("QE_REPORT_SIGNATURE");
    expect(() => forgeQuote(IDEAL.attestationKey("never", "tdx", day(1)), report, DATA)).toThrow("for a key of tdx");
    expect(() => IDEAL.quote("never", "runner", DATA.subarray(1), day(1))).toThrow("64 wanted");
    expect(() => IDEAL.quote("nobody", "runner", DATA, day(1))).toThrow("no machine “nobody”");
  });
});

describe("enclaves", () => {
  it("launched for debugging have the measurement of their build, and are refused for being so", () => {
    for (const [tee, name] of Object.entries(ENCLAVES)) {
      const verdicts = [name, `${name} in a debugger`].map((enclave) =>
        judge(IDEAL, IDEAL.quote("old", enclave, DATA, day(1)), "old", tee as "sgx", day(1), day(1), p256),
      );
      expect(verdicts.map(({ code }) => code)).toEqual([null, tee === "sgx" ? "POLICY_ENCLAVE_DEBUG" : "POLICY_TD_DEBUG"]);
      const [release, debug] = verdicts.map(({ claims }) => (claims?.tee === "sgx" ? claims.mrenclave : claims?.mrtd));
      expect(debug).toBe(release);
    }
  });

  it("show the report data that they were given: another chain's is another's", () => {
    const other = DATA.map((byte) => byte ^ 1);
    const [one, two] = [DATA, other].map(
      (data) => judge(IDEAL, IDEAL.quote("old", "runner", data, day(1)), "old", "sgx", day(1), day(1), p256).claims?.reportData,
    );
    expect(one).toBe(`0x${Buffer.from(DATA).toString("hex")}`);
    expect(two).not.toBe(one);
  });
});

describe("the same schedule", () => {
  const drawn = fc.record({
    machine: fc.constantFrom(...SCHEDULE.machines.map(({ name }) => name)),
    enclave: fc.constantFrom(...SCHEDULE.enclaves),
    made: fc.integer({ min: ORIGIN, max: day(130) }),
    served: fc.integer({ min: -20 * DAY, max: 2 * DAY }),
    judged: fc.integer({ min: -2 * DAY, max: 35 * DAY }),
  });

  it("gives the same bytes, in whatever order it is asked", () => {
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 2, maxLength: 6 }), (asked) => {
        const bytes = (intel: Intel, order: typeof asked): readonly unknown[] =>
          order.map(({ machine, enclave, made }) => [intel.itemsAt(made), intel.quote(machine, enclave.name, DATA, made)]);
        const [one, other] = [idealKeyring(), idealKeyring()].map(({ p256Signer }) => simulatedIntel(SCHEDULE, p256Signer));
        expect([...bytes(other!, [...asked].reverse())].reverse()).toEqual(bytes(one!, asked));
      }),
      { numRuns: 15 },
    );
  });

  it("has the same verdicts with real signatures and ideal ones, whenever quotes, collateral and judgement are", () => {
    fc.assert(
      fc.property(drawn, ({ machine, enclave: { name, tee }, made, served, judged }) => {
        const from = Math.max(ORIGIN, made + served);
        const [real, ideal] = [REAL, IDEAL].map((intel) => {
          const quote = intel.quote(machine, name, DATA, made);
          const {
            code,
            item,
            explanation,
            intel: status,
            policy,
            window,
            short,
          } = judge(intel, quote, machine, tee, made + judged, from, intel === IDEAL ? p256 : undefined);
          return { code, item, explanation, status, policy, window, short };
        });
        expect(ideal).toEqual(real);
      }),
      { numRuns: 40 },
    );
  });
});

describe("a schedule that cannot be played", () => {
  const [ice, coffee] = SCHEDULE.families as [IntelSchedule["families"][number], IntelSchedule["families"][number]];
  const first = ice.recoveries[0]!;
  const rows: readonly (readonly [says: RegExp, change: Partial<IntelSchedule>])[] = [
    [/^origin: /, { origin: -1 }],
    [/^issueEvery: /, { issueEvery: 31 * DAY }],
    [/^crlEvery: /, { crlEvery: 0 }],
    [/^families: “ice” stands twice/, { families: [ice, { ...coffee, name: "ice" }] }],
    [/^families, by FMSPC: /, { families: [ice, { ...coffee, fmspc: ice.fmspc }] }],
    [/fmspc: “0x00606A000000”/, { families: [{ ...ice, fmspc: "0x00606A000000" }, coffee] }],
    [/recoveries\[0\]\.at: /, { families: [{ ...ice, recoveries: [{ ...first, at: ORIGIN }] }, coffee] }],
    [/recoveries\[1\]\.at: /, { families: [{ ...ice, recoveries: [first, first] }, coffee] }],
    [/recoveries\[0\]\.publishedAt: /, { families: [{ ...ice, recoveries: [{ ...first, publishedAt: day(1) }] }, coffee] }],
    [/recoveries\[1\]\.publishedAt: /, { families: [{ ...ice, recoveries: [first, { ...first, at: day(21), publishedAt: day(39) }] }, coffee] }],
    [/recoveries\[0\]\.older: /, { families: [{ ...ice, recoveries: [{ ...first, older: "UpToDate" }] }, coffee] }],
    [/^qe\.sgx: /, { qe: { sgx: [{ ...first, older: "SWHardeningNeeded" }], tdx: [] } }],
    [/^machines: “platform” stands twice/, { machines: [...SCHEDULE.machines, { name: "platform", family: "ice", patchesAt: [] }] }],
    [/^machines “new”\.family: there is no family “lake”/, { machines: [...SCHEDULE.machines, { name: "new", family: "lake", patchesAt: [] }] }],
    [/^machines “new”\.patchesAt: /, { machines: [...SCHEDULE.machines, { name: "new", family: "ice", patchesAt: [day(2), day(1)] }] }],
    [/^enclaves: “runner” stands twice/, { enclaves: [...SCHEDULE.enclaves, SCHEDULE.enclaves[0]!] }],
    [/^revocations\[0\]\.of: /, { revocations: [{ of: "nobody", at: day(1), publishedAt: day(2) }] }],
    [/^revocations\[0\]: the date/, { revocations: [{ of: "keen", at: day(3), publishedAt: day(2) }] }],
  ];

  it.each(rows)("%s", (says, change) => {
    expect(scheduleFlaw({ ...SCHEDULE, ...change })).toMatch(says);
    expect(() => simulatedIntel({ ...SCHEDULE, ...change })).toThrow(RangeError);
  });

  it("is not the one with which all of this was played", () => expect(scheduleFlaw(SCHEDULE)).toBeUndefined());
});
