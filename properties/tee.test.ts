/** The verifier on random evidence: levels against an oracle, damage anywhere, and the same verdicts by every backend. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Curves, nobleCurves, useCurves } from "../src/model/crypto/curves.ts";
import { nobleHasher, useHasher } from "../src/model/crypto/hash.ts";
import { type Collateral, formatRfc3339, TCB_STATUSES, type Verdict, verify } from "../src/model/tee/index.ts";
import { chooseBackend, NATIVE } from "../src/native/backend.ts";
import { platformOf, QUOTE_KINDS } from "../src/sim/platform/description.ts";
import { evidenceOf, type Made } from "../src/sim/platform/evidence.ts";
import { judged, rememberingCurves } from "../test/tee/families/judge.ts";
import { played, together } from "../test/tee/families/row.ts";
import { ROWS } from "../test/tee/families.ts";
import { isSkipped, partOf } from "./native-parts.ts";
import { oracleOf } from "./tee-oracle.ts";
import { platforms } from "./tee-platforms.ts";

const remembering = rememberingCurves();
let before: Curves;
beforeAll(() => {
  before = useCurves(remembering);
});
afterAll(() => {
  useCurves(before);
});

const verdictOn = ({ quote, collateral, root, at }: Made): Verdict => verify({ quote, collateral, root }, { at });
const CODES = { qe: ["QE_NOT_SUPPORTED"], platform: ["TCB_NOT_SUPPORTED"], module: ["MODULE_UNKNOWN", "MODULE_NOT_SUPPORTED"] } as const;

describe("levels", () => {
  it("are chosen and merged as by Intel's rules", () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(platforms, (platform) => {
        const verdict = verdictOn(evidenceOf(platform));
        const oracle = oracleOf(platform);
        met.add(oracle.kind === "none" ? "NotSupported" : oracle.tcbStatus);
        if (oracle.kind === "none") {
          expect(verdict.accepted).toBe(false);
          expect(CODES[oracle.of]).toContain(verdict.code);
          expect(verdict.intel?.tcbStatus).toBe("NotSupported");
          return;
        }
        const { tcbStatus, platformStatus, moduleStatus, qeStatus, advisoryIDs } = oracle;
        expect(verdict.intel).toEqual({
          ...{ tcbStatus, platformStatus, moduleStatus, qeStatus, advisoryIDs },
          tcbDate: formatRfc3339(oracle.date),
          earliestTcbDate: formatRfc3339(oracle.earliest),
          evaluationNumber: 18,
        });
        if (tcbStatus === "Revoked") expect(verdict.code).toBe("TCB_REVOKED");
        else if (verdict.code !== null) expect(verdict.code).toBe("POLICY_STATUS");
        if (tcbStatus === "UpToDate") expect(verdict.accepted).toBe(true);
      }),
      { numRuns: 600 },
    );
    if (process.env["ACHAIN_PROPERTY_SEED"] === undefined) expect([...met].sort()).toEqual([...TCB_STATUSES].sort());
  });
});

type Bytes = readonly [name: string, get: (made: Made) => Uint8Array, put: (made: Made, bytes: Uint8Array) => Made];
const inCollateral = (
  name: keyof Collateral & ("tcbInfo" | "tcbInfoSignature" | "qeIdentity" | "qeIdentitySignature" | "rootCrl" | "pckCrl"),
): Bytes => [name, (made) => made.collateral[name], (made, bytes) => ({ ...made, collateral: { ...made.collateral, [name]: bytes } })];
const inChain = (name: "tcbInfoChain" | "qeIdentityChain", index: number): Bytes => [
  `${name} ${index}`,
  (made) => made.collateral[name][index]!,
  (made, bytes) => ({ ...made, collateral: { ...made.collateral, [name]: made.collateral[name].with(index, bytes) } }),
];
/** Every item of evidence. */
const ITEMS: readonly Bytes[] = [
  ["quote", ({ quote }) => quote, (made, quote) => ({ ...made, quote })],
  ["root", ({ root }) => root, (made, root) => ({ ...made, root })],
  ...(["tcbInfo", "tcbInfoSignature", "qeIdentity", "qeIdentitySignature", "rootCrl", "pckCrl"] as const).map(inCollateral),
  ...([0, 1] as const).flatMap((index) => [inChain("tcbInfoChain", index), inChain("qeIdentityChain", index)]),
];
const WELL = QUOTE_KINDS.map((kind) => evidenceOf(platformOf(kind)));
const place = fc.tuple(fc.constantFrom(...WELL), fc.constantFrom(...ITEMS), fc.nat(2 ** 31 - 1));

describe("damage", () => {
  it("of a single bit anywhere is refused: the list of what it may leave as it is has no entries", () => {
    fc.assert(
      fc.property(place, fc.nat(7), ([made, [name, get, put], where], bit) => {
        const damaged = get(made).slice();
        const at = where % damaged.length;
        damaged[at] = damaged[at]! ^ (1 << bit);
        const verdict = verdictOn(put(made, damaged));
        expect(verdict.accepted, `${name}, byte ${at}, bit ${bit}`).toBe(false);
        expect(verdict.code).not.toBeNull();
      }),
      { numRuns: 1500 },
    );
  });

  it("of a byte to any other value is refused, in every byte of the header, of the lengths and of what is around certificates", () => {
    for (const made of [WELL[0]!, WELL.at(-1)!]) {
      const end = made.quote.findIndex((_, at) => String.fromCharCode(...made.quote.subarray(at, at + 10)) === "-----BEGIN");
      for (let at = 0; at < end + 30; at += 1) {
        const damaged = made.quote.slice();
        damaged[at] = (damaged[at]! + 1 + ((at * 7) % 255)) & 255;
        expect(verdictOn({ ...made, quote: damaged }).accepted, `byte ${at}`).toBe(damaged[at] === made.quote[at]);
      }
    }
  });

  it("by cutting, repeating, inserting and replacing gives a verdict, never an exception, and none accepts", () => {
    const piece = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(place, fc.nat(2 ** 31 - 1), piece, fc.boolean(), ([made, [name, get, put], where], until, inserted, isRepeated) => {
        const bytes = get(made);
        const [from, to] = [where % (bytes.length + 1), until % (bytes.length + 1)].sort((one, other) => one - other) as [number, number];
        const cut = isRepeated ? bytes.subarray(from, to) : inserted;
        const damaged = Uint8Array.from([...bytes.subarray(0, isRepeated ? to : from), ...cut, ...bytes.subarray(to)]);
        const verdict = verdictOn(put(made, damaged));
        const isSame = damaged.length === bytes.length && damaged.every((byte, at) => byte === bytes[at]);
        const isPadded = name === "quote" && damaged.length > bytes.length && damaged.every((byte, at) => byte === (bytes[at] ?? 0));
        expect(verdict.accepted, `${name}, ${from} to ${to}`).toBe(isSame || isPadded);
      }),
      { numRuns: 1000 },
    );
  });

  it("by anything at all gives a verdict", () => {
    fc.assert(
      fc.property(place, fc.uint8Array({ maxLength: 600 }), ([made, [, , put]], bytes) => {
        expect(verdictOn(put(made, bytes)).accepted).toBe(false);
      }),
    );
  });
});

describe("two rows of the table at once", () => {
  it("are refused: no wrong mends another", () => {
    const row = fc.constantFrom(...ROWS);
    fc.assert(
      fc.property(row, row, fc.nat(5), (one, other, which) => {
        const kinds = one.on.filter((kind) => other.on.includes(kind));
        fc.pre(kinds.length > 0);
        const kind = kinds[which % kinds.length]!;
        const both = together(one.wrong, other.wrong, kind);
        fc.pre(both !== undefined);
        expect(judged(played(kind, both!)).accepted, `${kind}: ${one.what} ${other.what}`).toBe(false);
      }),
      { numRuns: 600 },
    );
  });
});

const native = await partOf(NATIVE.p256);

describe.skipIf(isSkipped(native))("by native parts (skipped where OpenSSL's P-256 does not load)", () => {
  it("every row of the table, and its twin, has the same verdict as by the reference", async () => {
    const choice = await chooseBackend({}, { curves: nobleCurves, hasher: nobleHasher });
    if (choice.kind !== "chosen") throw new Error(choice.kind);
    const { curves, hasher } = choice.backend;
    for (const [index, { on, wrong, twin, what }] of ROWS.entries()) {
      const kind = on[index % on.length]!;
      for (const setting of [wrong, twin]) {
        const play = played(kind, setting);
        useCurves(curves);
        useHasher(hasher);
        const verdict = judged(play);
        useCurves(remembering);
        useHasher(nobleHasher);
        expect(verdict, `${kind}: ${what}`).toEqual(judged(play));
      }
    }
  });
});
