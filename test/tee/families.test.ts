/**
 * The table of attacks, played: every row is refused with precisely its code and item, and its twin is accepted. Rows share most of their
 * signatures: each is verified once, by the reference.
 */
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useCurves } from "../../src/model/crypto/curves.ts";
import { TEE_CODES, type TeeCode } from "../../src/model/tee/index.ts";
import { judged, rememberingCurves } from "./families/judge.ts";
import { FAMILIES, played, type Setting } from "./families/row.ts";
import { ROWS } from "./families.ts";

let before: ReturnType<typeof useCurves>;
beforeAll(() => {
  before = useCurves(rememberingCurves());
});
afterAll(() => {
  useCurves(before);
});

const CODES = Object.keys(TEE_CODES);
/** Whether a code is given when everything before "QE identity" holds. SVNs beyond a byte are refused where levels are compared. */
const isLate = (code: TeeCode, what: string): boolean =>
  CODES.indexOf(code) >= CODES.indexOf("QE_MISCSELECT") || what === "An SVN of TCB Info is 256, which no platform's byte can reach.";

/** What is said of twins that were accepted, by quote: most rows have the one on which all is well. */
const accepted = new Map<string, Set<Setting>>();

for (const family of FAMILIES)
  describe(family, () => {
    const rows = ROWS.filter((row) => row.family === family);
    it("has rows", () => expect(rows.length).toBeGreaterThan(0));
    for (const { what, code, item, on, wrong, twin } of rows)
      for (const kind of on)
        it(`${kind}: ${what} → ${code} (${item})`, () => {
          const good = played(kind, twin);
          const bad = played(kind, wrong);
          expect(isDeepStrictEqual(good, bad), "the row differs from its twin").toBe(false);
          const known = accepted.get(kind) ?? new Set();
          if (!known.has(twin)) {
            const verdict = judged(good);
            expect([verdict.accepted, verdict.code, verdict.item], verdict.explanation).toEqual([true, null, null]);
            accepted.set(kind, known.add(twin));
          }
          const refused = judged(bad);
          expect([refused.accepted, refused.code, refused.item], refused.explanation).toEqual([false, code, item]);
          expect(refused.intel !== null, "Intel's verdict is there exactly where signatures, chains, lists and times hold").toBe(isLate(code, what));
        });
  });

describe("the table", () => {
  it("says each thing once for each quote", () => {
    const said = ROWS.flatMap(({ what, on }) => on.map((kind) => `${kind}: ${what}`));
    expect(said.filter((one, index) => said.indexOf(one) !== index)).toEqual([]);
  });
});
