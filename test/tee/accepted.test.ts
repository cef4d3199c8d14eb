/** Evidence on which all is well, in all its variety: what must be accepted, and what the verdict then says. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Curves, useCurves } from "../../src/model/crypto/curves.ts";
import { sha256Hex } from "../../src/model/crypto/hash.ts";
import { toHex } from "../../src/model/encoding/hex.ts";
import { COMPONENT_STATUSES, formatRfc3339, LEVEL_STATUSES, type Verdict, verify } from "../../src/model/tee/index.ts";
import { LEVEL_DATES, moduleIdentity, platformOf, QUOTE_KINDS, type QuoteKind } from "../../src/sim/platform/description.ts";
import { leafSerial } from "../../src/sim/platform/evidence.ts";
import { zeros } from "../../src/sim/platform/reports.ts";
import { OTHER_HALVES } from "./families/binding.ts";
import { OTHER_PEM } from "./families/chains.ts";
import { judged, rememberingCurves } from "./families/judge.ts";
import { SHUFFLED, svns } from "./families/levels.ts";
import { OF_ANOTHER_ISSUER } from "./families/lists.ts";
import { making, played, type Setting, SGX, TDX, texts } from "./families/row.ts";

let before: Curves;
beforeAll(() => {
  before = useCurves(rememberingCurves());
});
afterAll(() => {
  useCurves(before);
});

const verdictOf = (kind: QuoteKind, setting: Setting = {}): Verdict => judged(played(kind, setting));
function accepted(kind: QuoteKind, setting: Setting = {}): Verdict {
  const verdict = verdictOf(kind, setting);
  expect([verdict.accepted, verdict.code], verdict.explanation).toEqual([true, null]);
  return verdict;
}
const padded = (count: number): Setting => ({ makings: () => ({ quote: { pieces: (quote) => ({ ...quote, trailing: zeros(count) }) } }) });
const [NEW] = LEVEL_DATES;

for (const kind of QUOTE_KINDS)
  describe(kind, () => {
    const platform = platformOf(kind);
    const isTdx = TDX.includes(kind);

    it("says what Intel says, of whom, and until when", () => {
      const verdict = accepted(kind);
      expect(verdict.intel).toEqual({
        ...{ tcbStatus: "UpToDate", platformStatus: "UpToDate", moduleStatus: isTdx ? "UpToDate" : null, qeStatus: "UpToDate" },
        ...{ advisoryIDs: [], tcbDate: formatRfc3339(NEW), earliestTcbDate: formatRfc3339(NEW), evaluationNumber: 18 },
      });
      expect(verdict.policy).toEqual({ accepted: true, codes: [] });
      expect(verdict.short).toEqual([]);
      const { windows, tcbInfo } = platform;
      expect(verdict.window).toEqual({ from: tcbInfo.window.from, to: windows.pckCrl.to, fromItem: "tcbInfo", toItem: "pckCrl" });
      const { machine, enclave, td } = platform;
      expect(verdict.claims).toMatchObject({
        ...{ tee: isTdx ? "tdx" : "sgx", version: Number(kind[5]), debug: false, qeIsvSvn: 8 },
        ...{ fmspc: toHex(machine.fmspc), pceId: toHex(machine.pceId), ppid: toHex(machine.ppid), pckSerial: toHex(leafSerial(platform)) },
        ...{ cpuSvn: toHex(machine.cpuSvn), pceSvn: 13, sgxType: "scalable", platformInstanceId: toHex(machine.instanceId) },
        ...(isTdx
          ? { mrtd: toHex(td.mrTd), rtmrs: td.rtmrs.map(toHex), reportData: toHex(td.reportData), xfam: toHex(td.xfam), mrSeam: toHex(td.mrSeam) }
          : { mrenclave: toHex(enclave.mrEnclave), mrsigner: toHex(enclave.mrSigner), reportData: toHex(enclave.reportData), isvSvn: 0 }),
      });
      expect(verdict.canonicalHash).toBe(sha256Hex(played(kind, {}).made.quote));
    });

    it("from memory that others share, and as a Buffer: the same verdict", () => {
      const { made, judgement } = played(kind, {});
      const shared = new Uint8Array(made.quote.length + 20).fill(255);
      shared.set(made.quote, 10);
      const verdict = accepted(kind);
      for (const quote of [shared.subarray(10, 10 + made.quote.length), Buffer.from(made.quote)]) {
        const { collateral, root } = made;
        expect(
          verify({ quote, collateral: { ...collateral, rootCrl: Buffer.from(collateral.rootCrl) }, root: Buffer.from(root) }, judgement),
        ).toEqual(verdict);
      }
    });

    it("under the Processor CA", () => {
      const verdict = accepted(kind, { changes: () => ({ ca: "processor", machine: { sgxType: 0 } }) });
      expect(verdict.claims).toMatchObject({ platformInstanceId: null, dynamicPlatform: null, sgxType: "standard" });
    });

    it("with every signature the other one of its message: the same verdict of the same claims", () => {
      const { intel, claims } = accepted(kind);
      const other = accepted(kind, OTHER_HALVES);
      expect([other.intel, other.claims]).toEqual([intel, claims]);
    });

    it("with zeros behind it, up to 16 KiB: the same canonical hash", () => {
      const { canonicalHash } = accepted(kind);
      for (const count of [1, 70, 3065, 16_384]) expect(accepted(kind, padded(count)).canonicalHash).toBe(canonicalHash);
    });

    it("with levels in another order in their files: the same verdict", () => {
      expect(accepted(kind, SHUFFLED).intel).toEqual(accepted(kind).intel);
      const low: Setting = {
        changes: (one) => ({ ...SHUFFLED.changes?.(one), qe: { isvSvn: 6 }, machine: { components: one.machine.components.with(0, 5) } }),
      };
      const straight: Setting = { changes: (one) => ({ qe: { isvSvn: 6 }, machine: { components: one.machine.components.with(0, 5) } }) };
      expect(verdictOf(kind, low).intel).toEqual(verdictOf(kind, straight).intel);
      expect(verdictOf(kind, straight).intel).toMatchObject({ tcbStatus: "OutOfDate", platformStatus: "OutOfDate", qeStatus: "OutOfDate" });
    });

    for (const [what, setting] of [...OF_ANOTHER_ISSUER, ...OTHER_PEM]) it(`with ${what}`, () => accepted(kind, setting));

    it("with JSON of other spaces, other hexadecimal digits and unknown keys, as it was signed", () => {
      accepted(kind, { makings: making("tcbInfo", texts("{", '{ "unknown" : [ {"svn" : 1.5e3} , null ] ,\n')) });
      accepted(kind, { makings: making("tcbInfo", texts("90C06F000000", "90c06f000000")) });
      accepted(kind, { makings: making("qeIdentity", texts("{", '{"unknown":{},')) });
    });

    it("with quoting enclaves' authentication data of other lengths", () => {
      for (const length of [0, 1, 1000]) accepted(kind, { makings: () => ({ quote: { authData: new Uint8Array(length).fill(7) } }) });
    });
  });

describe("TCB Info of version 2", () => {
  for (const kind of SGX) it(kind, () => accepted(kind, { changes: () => ({ tcbInfo: { version: 2 } }) }));
});

describe("modules", () => {
  const launched = (...first: readonly number[]): Setting => ({
    changes: () => ({ td: { teeTcbSvn: Uint8Array.from(svns(...first)), teeTcbSvn2: Uint8Array.from(svns(...first)) } }),
  });
  for (const kind of TDX) {
    it(`${kind}: a module of a new major version is judged by its identity, though its component 0 is below every level`, () => {
      expect(accepted(kind, launched(3, 3, 3)).intel).toMatchObject({ tcbStatus: "UpToDate", moduleStatus: "UpToDate" });
    });
    it(`${kind}: a module without a major version is judged as components`, () => {
      expect(accepted(kind, launched(5, 0, 3)).intel).toMatchObject({ tcbStatus: "UpToDate", moduleStatus: null });
    });
    it(`${kind}: a module whose major version has a letter`, () => {
      const named = (id: string): Setting => ({
        changes: ({ tcbInfo }) => ({
          ...launched(6, 0x1a, 3).changes!(platformOf(kind)),
          tcbInfo: { modules: [moduleIdentity(id, tcbInfo.modules[1]!.levels)] },
        }),
      });
      accepted(kind, named("TDX_1A"));
    });
    it(`${kind}: TCB Info's own module is not asked where an identity is`, () => {
      accepted(kind, { changes: ({ tcbInfo }) => ({ tcbInfo: { module: { ...tcbInfo.module, mrSigner: new Uint8Array(48).fill(1) } } }) });
    });
    it(`${kind}: the date of the module counts among the earliest, not among the platform's`, () => {
      const verdict = verdictOf(kind, launched(5, 1, 3));
      expect(verdict.intel).toMatchObject({ tcbDate: formatRfc3339(NEW), earliestTcbDate: formatRfc3339(LEVEL_DATES[1]), moduleStatus: "OutOfDate" });
    });
  }
});

describe("grace", () => {
  const since = (seconds: number): Setting => ({
    changes: ({ machine }) => ({ machine: { components: machine.components.with(0, 6) } }),
    policy: ({ at }) => ({ graceSeconds: at - NEW + seconds }),
  });
  for (const kind of QUOTE_KINDS)
    it(`${kind}: what is out of date passes until the last second of the grace after the newer level`, () => {
      expect(accepted(kind, since(0)).intel?.tcbStatus).toBe("OutOfDate");
      expect(verdictOf(kind, since(-1)).code).toBe("POLICY_STATUS");
    });
});

/**
 * Intel's table, written out: the platform's status where module and QE are up to date, and where one of them is out of date. Revoked anywhere is
 * Revoked.
 */
const TABLE: { readonly [platform in (typeof LEVEL_STATUSES)[number]]: readonly [upToDate: string, outOfDate: string] } = {
  UpToDate: ["UpToDate", "OutOfDate"],
  SWHardeningNeeded: ["SWHardeningNeeded", "OutOfDate"],
  ConfigurationNeeded: ["ConfigurationNeeded", "OutOfDateConfigurationNeeded"],
  ConfigurationAndSWHardeningNeeded: ["ConfigurationAndSWHardeningNeeded", "OutOfDateConfigurationNeeded"],
  OutOfDate: ["OutOfDate", "OutOfDate"],
  OutOfDateConfigurationNeeded: ["OutOfDateConfigurationNeeded", "OutOfDateConfigurationNeeded"],
  Revoked: ["Revoked", "Revoked"],
};

describe("convergence of platform, module and QE, in full", () => {
  const at = (platform: string, module: string, qe: string): Setting => ({
    changes: ({ tcbInfo, qeIdentity }) => ({
      tcbInfo: {
        levels: [{ ...tcbInfo.levels[0]!, status: platform, advisories: ["INTEL-SA-1", "INTEL-SA-3"] }],
        modules: tcbInfo.modules.map((one) => ({
          ...one,
          levels: [{ ...one.levels[0]!, status: module, advisories: ["INTEL-SA-2", "INTEL-SA-3"] }],
        })),
      },
      qeIdentity: { levels: [{ ...qeIdentity.levels[0]!, status: qe, advisories: ["INTEL-SA-0"] }] },
    }),
  });
  for (const kind of QUOTE_KINDS)
    for (const platform of LEVEL_STATUSES)
      for (const module of TDX.includes(kind) ? COMPONENT_STATUSES : (["none"] as const))
        for (const qe of COMPONENT_STATUSES) {
          const others: readonly string[] = [module, qe];
          const [upToDate, outOfDate] = TABLE[platform];
          const expected = others.includes("Revoked") ? "Revoked" : others.includes("OutOfDate") ? outOfDate : upToDate;
          it(`${kind}: platform ${platform}, module ${module}, QE ${qe}: ${expected}`, () => {
            const { intel, code, accepted: isAccepted } = verdictOf(kind, at(platform, module, qe));
            const isTdx = module !== "none";
            expect(intel).toMatchObject({
              ...{ tcbStatus: expected, platformStatus: platform, moduleStatus: isTdx ? module : null, qeStatus: qe },
              advisoryIDs: ["INTEL-SA-0", "INTEL-SA-1", ...(isTdx ? ["INTEL-SA-2"] : []), "INTEL-SA-3"],
            });
            expect(isAccepted).toBe(expected === "UpToDate" || expected === "SWHardeningNeeded");
            expect(code).toBe(isAccepted ? null : expected === "Revoked" ? "TCB_REVOKED" : "POLICY_STATUS");
          });
        }
});
