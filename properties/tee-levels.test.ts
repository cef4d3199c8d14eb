/** Laws of TCB levels: their order in the text does not matter, components decide as Intel's rules say, statuses join by the table of docs/spec/tee.md. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { converge, relaunch } from "../src/model/tee/converge.ts";
import { COMPONENT_STATUSES, LEVEL_STATUSES } from "../src/model/tee/evidence.ts";
import { parsed } from "../src/model/tee/flaw.ts";
import { qeIdentityOf } from "../src/model/tee/qe-identity.ts";
import { RefusalError } from "../src/model/tee/refusal.ts";
import { moduleMatch, platformMatch, reaches, svnMatch } from "../src/model/tee/tcb.ts";
import { byComponents, type TcbInfo, type TcbLevel, tcbInfoOf } from "../src/model/tee/tcb-info.ts";

const svns = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 16, maxLength: 16 });
const level = (isTdx: boolean): fc.Arbitrary<TcbLevel> =>
  fc.record({
    sgx: svns,
    pceSvn: fc.integer({ min: 0, max: 3 }),
    tdx: isTdx ? svns : fc.constant(undefined),
    status: fc.constantFrom(...LEVEL_STATUSES),
    date: fc.nat(),
    advisoryIDs: fc.constant([]),
  });

const ZEROS = Array.from({ length: 16 }, () => 0);
const svnsOf = (...first: readonly number[]): number[] => [...first, ...ZEROS.slice(first.length)];

/** TCB Info as JSON, of TDX. */
function text(change: (info: Record<string, unknown>) => void = () => undefined): Uint8Array {
  const signer = { mrsigner: "00".repeat(48), attributes: "00".repeat(8), attributesMask: "FF".repeat(8) };
  const dated = { tcbDate: "2024-03-13T00:00:00Z", tcbStatus: "UpToDate" };
  const list = (numbers: readonly number[]): object[] => numbers.map((svn) => ({ svn }));
  const info: Record<string, unknown> = {
    id: "TDX",
    version: 3,
    issueDate: "2025-01-01T00:00:00Z",
    nextUpdate: "2025-02-01T00:00:00Z",
    fmspc: "00A06d080000",
    pceId: "0000",
    tcbType: 0,
    tcbEvaluationDataNumber: 17,
    tdxModule: signer,
    tdxModuleIdentities: [
      {
        id: "TDX_01",
        ...signer,
        tcbLevels: [
          { tcb: { isvsvn: 2 }, ...dated },
          { tcb: { isvsvn: 4 }, ...dated },
        ],
      },
      { id: "TDX_10", ...signer, tcbLevels: [{ tcb: { isvsvn: 3 }, ...dated }] },
      { id: "TDX_0a", ...signer, tcbLevels: [{ tcb: { isvsvn: 5 }, ...dated }] },
    ],
    tcbLevels: [{ tcb: { sgxtcbcomponents: list(svnsOf(1)), pcesvn: 5, tdxtcbcomponents: list(svnsOf(5, 0, 2)) }, ...dated }],
  };
  change(info);
  return new TextEncoder().encode(JSON.stringify(info));
}

const codeOf = (work: () => unknown): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal.code;
    throw error;
  }
};

describe("levels", () => {
  it("are in one order, whatever theirs was", () => {
    fc.assert(
      fc.property(
        fc.boolean().chain((isTdx) => fc.uniqueArray(level(isTdx), { maxLength: 12, comparator: (a, b) => byComponents(a, b) === 0 })),
        fc.infiniteStream(fc.nat()),
        (levels, keys) => {
          const sorted = [...levels].sort(byComponents);
          const shuffled = levels.map((one) => [keys.next().value as number, one] as const).sort(([a], [b]) => a - b);
          expect(shuffled.map(([, one]) => one).sort(byComponents)).toEqual(sorted);
          for (const [index, one] of sorted.entries())
            for (const lower of sorted.slice(index + 1)) {
              const key = ({ sgx, pceSvn, tdx }: TcbLevel): readonly number[] => [...sgx, pceSvn, ...(tdx ?? [])];
              const at = key(one).findIndex((svn, place) => svn !== key(lower)[place]);
              expect(key(one)[at]).toBeGreaterThan(key(lower)[at]!);
            }
        },
      ),
    );
  });

  it("are reached by every component, those of a newer module apart", () => {
    fc.assert(
      fc.property(level(true), svns, fc.integer({ min: 0, max: 3 }), svns, (one, components, pceSvn, tee) => {
        const platform = { components: Uint8Array.from(components), pceSvn };
        const isSgx = components.every((svn, index) => svn >= one.sgx[index]!) && pceSvn >= one.pceSvn;
        expect(reaches(one, platform, undefined)).toBe(isSgx);
        const isTdx = tee.every((svn, index) => (index < 2 && tee[1]! > 0) || svn >= one.tdx![index]!);
        expect(reaches(one, platform, Uint8Array.from(tee))).toBe(isSgx && isTdx);
      }),
    );
  });

  it("of modules are named by two hexadecimal digits, and the highest that is reached counts", () => {
    const info = tcbInfoOf(text());
    const at = (svn: number, major: number): readonly [number | undefined, string | null] => {
      const tee = Uint8Array.from(svnsOf(svn, major));
      let found: number | undefined;
      const code = codeOf(() => {
        found = moduleMatch(info, tee)?.level.isvSvn;
      });
      return [found, code];
    };
    expect(at(9, 0)).toEqual([undefined, null]);
    expect([at(9, 1), at(4, 1), at(3, 1), at(1, 1)]).toEqual([
      [4, null],
      [4, null],
      [2, null],
      [undefined, "MODULE_NOT_SUPPORTED"],
    ]);
    expect([at(9, 16), at(9, 10), at(9, 2)]).toEqual([
      [3, null],
      [5, null],
      [undefined, "MODULE_UNKNOWN"],
    ]);
    expect(svnMatch(info.moduleIdentities[0]!.levels, 1)).toBeUndefined();
  });

  it("are refused where none is reached, or where an SVN is no byte", () => {
    const platform = { components: Uint8Array.from(svnsOf(1)), pceSvn: 5 };
    const tee = Uint8Array.from(svnsOf(5, 0, 2));
    const of = (info: TcbInfo, pceSvn: number): string | null => codeOf(() => platformMatch(info, { ...platform, pceSvn }, tee));
    expect([of(tcbInfoOf(text()), 5), of(tcbInfoOf(text()), 4)]).toEqual([null, "TCB_NOT_SUPPORTED"]);
    const wide = text((info) => {
      (info as { tcbLevels: { tcb: { sgxtcbcomponents: { svn: number }[] } }[] }).tcbLevels[0]!.tcb.sgxtcbcomponents[0]!.svn = 256;
    });
    expect(of(tcbInfoOf(wide), 5)).toBe("TCB_INFO_MALFORMED");
  });
});

describe("what PCS signs", () => {
  type Change = (info: Record<string, unknown>) => void;
  type Levels = { tcb: Record<string, unknown> }[];
  const tcb =
    (change: (tcb: Record<string, unknown>) => void): Change =>
    (info) =>
      change((info["tcbLevels"] as Levels)[0]!.tcb);
  const resize = (key: string, count: number): Change =>
    tcb((levels) => Object.assign(levels, { [key]: Array.from({ length: count }, () => ({ svn: 1 })) }));
  const set =
    (key: string, value: unknown): Change =>
    (info) =>
      void Object.assign(info, { [key]: value });
  const CASES: readonly (readonly [name: string, change: Change, code: string])[] = [
    ["15 SGX components", resize("sgxtcbcomponents", 15), "TCB_INFO_MALFORMED"],
    ["17 SGX components", resize("sgxtcbcomponents", 17), "TCB_INFO_MALFORMED"],
    ["15 TDX components", resize("tdxtcbcomponents", 15), "TCB_INFO_MALFORMED"],
    ["17 TDX components", resize("tdxtcbcomponents", 17), "TCB_INFO_MALFORMED"],
    ["no TDX components", tcb((levels) => delete levels["tdxtcbcomponents"]), "TCB_INFO_MALFORMED"],
    ["PCESVN as text", tcb((levels) => Object.assign(levels, { pcesvn: "5" })), "TCB_INFO_MALFORMED"],
    ["PCESVN of 17 bits", tcb((levels) => Object.assign(levels, { pcesvn: 65_536 })), "TCB_INFO_MALFORMED"],
    ["PCESVN below zero", tcb((levels) => Object.assign(levels, { pcesvn: -1 })), "TCB_INFO_MALFORMED"],
    ["PCESVN a fraction", tcb((levels) => Object.assign(levels, { pcesvn: 5.5 })), "TCB_INFO_MALFORMED"],
    ["no levels", set("tcbLevels", []), "TCB_INFO_MALFORMED"],
    [
      "a status of another list",
      (info) => void Object.assign((info["tcbLevels"] as object[])[0]!, { tcbStatus: "TDRelaunchAdvised" }),
      "TCB_INFO_MALFORMED",
    ],
    ["an FMSPC of 5 bytes", set("fmspc", "0000000000"), "TCB_INFO_MALFORMED"],
    ["a date without zone", set("issueDate", "2025-01-01T00:00:00"), "TCB_INFO_MALFORMED"],
    ["no module", (info) => delete info["tdxModule"], "TCB_INFO_MALFORMED"],
    ["a module twice", (info) => (info["tdxModuleIdentities"] as object[]).push((info["tdxModuleIdentities"] as object[])[0]!), "TCB_INFO_MALFORMED"],
    ["version 1", set("version", 1), "TCB_INFO_VERSION"],
    ["version 2 of TDX", set("version", 2), "TCB_INFO_VERSION"],
    ["another id", set("id", "SEV"), "TCB_INFO_VERSION"],
    ["another type", set("tcbType", 1), "TCB_INFO_VERSION"],
  ];
  it.each(CASES)("%s is refused", (_, change, code) => {
    expect(parsed(() => tcbInfoOf(text(change)))).toMatchObject({ ok: false, flaw: { code } });
  });

  it("an identity of another enclave, or of another version, is refused", () => {
    const identity = (change: object): Uint8Array => {
      const masks = { miscselect: "00000000", miscselectMask: "FFFFFFFF", attributes: "00".repeat(16), attributesMask: "00".repeat(16) };
      const levels = [{ tcb: { isvsvn: 1 }, tcbDate: "2024-03-13T00:00:00Z", tcbStatus: "UpToDate" }];
      const dates = { issueDate: "2025-01-01T00:00:00Z", nextUpdate: "2025-02-01T00:00:00Z", tcbEvaluationDataNumber: 17 };
      const whole = { id: "QE", version: 2, ...dates, ...masks, mrsigner: "00".repeat(32), isvprodid: 1, tcbLevels: levels, ...change };
      return new TextEncoder().encode(JSON.stringify(whole));
    };
    const code = (change: object): string | null => {
      const result = parsed(() => qeIdentityOf(identity(change)));
      return result.ok ? null : result.flaw.code;
    };
    expect(code({})).toBeNull();
    expect([code({ id: "QVE" }), code({ version: 1 }), code({ mrsigner: "00" }), code({ isvprodid: 65_536 })]).toEqual([
      ...["QE_IDENTITY_VERSION", "QE_IDENTITY_VERSION", "QE_IDENTITY_MALFORMED", "QE_IDENTITY_MALFORMED"],
    ]);
  });
});

describe("statuses", () => {
  it("join so that nothing bad is lost", () => {
    for (const platform of LEVEL_STATUSES)
      for (const module of COMPONENT_STATUSES)
        for (const qe of COMPONENT_STATUSES) {
          const joined = converge(platform, [module, qe]);
          const all: readonly string[] = [platform, module, qe];
          if (all.includes("Revoked")) expect(joined).toBe("Revoked");
          else if (!all.includes("OutOfDate")) expect(joined).toBe(platform);
          else expect(joined).toBe(platform.includes("Configuration") ? "OutOfDateConfigurationNeeded" : "OutOfDate");
          expect(converge(platform, [qe, module])).toBe(joined);
        }
  });

  it("advise a relaunch where the launch alone is out of date", () => {
    for (const launched of LEVEL_STATUSES)
      for (const current of LEVEL_STATUSES) {
        const isAdvised = launched.startsWith("OutOfDate") && !current.startsWith("OutOfDate") && current !== "Revoked";
        const suffix = launched.includes("Configuration") || current.includes("Configuration") ? "ConfigurationNeeded" : "";
        expect(relaunch(launched, current)).toBe(current === "Revoked" ? "Revoked" : isAdvised ? `TDRelaunchAdvised${suffix}` : launched);
      }
  });
});
