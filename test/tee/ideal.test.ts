/**
 * The table of attacks with ideal signatures: every row and every twin has the code and the item that it has with real ones. And what one ring
 * vouches for is nothing to another, nor to the curves, whatever was remembered.
 */
import { describe, expect, it } from "vitest";
import type { P256 } from "../../src/model/crypto/curves.ts";
import { idealKeyring } from "../../src/model/crypto/ideal.ts";
import { realCrypto } from "../../src/model/crypto/real.ts";
import { DEFAULT_POLICY, type Verdict, type VerifiedCollateral, verify, verifyCollateral, verifyQuote } from "../../src/model/tee/index.ts";
import { platformOf } from "../../src/sim/platform/description.ts";
import { evidenceOf, type Made } from "../../src/sim/platform/evidence.ts";
import { ALL, FAMILIES, type Play, played, type Setting } from "./families/row.ts";
import { ROWS } from "./families.ts";

const { crypto, p256Signer } = idealKeyring();

function judged({ made, judgement, policy }: Play): Verdict {
  const { quote, collateral, root } = made;
  return verify({ quote, collateral, root }, { ...judgement, policy: { ...DEFAULT_POLICY, ...policy } }, crypto.p256);
}

describe.each(FAMILIES)("%s", (family) => {
  const rows = ROWS.filter((row) => row.family === family);
  it.each(ALL)("%s", (kind) => {
    const accepted = new Set<Setting>(); // most rows share theirs
    const ended = (setting: Setting): readonly unknown[] => {
      const { accepted, code, item } = judged(played(kind, setting, p256Signer));
      return [accepted, code, item];
    };
    for (const { what, code, item, wrong, twin, on } of rows) {
      if (!on.includes(kind)) continue;
      if (!accepted.has(twin)) expect(ended(twin), `the twin of: ${what}`).toEqual([true, null, null]);
      accepted.add(twin);
      expect(ended(wrong), what).toEqual([false, code, item]);
    }
  });
});

describe("two rings and the curves", () => {
  const other = idealKeyring();
  const owners: readonly (readonly [p256: P256, made: Made])[] = [
    [crypto.p256, evidenceOf(platformOf("tdx-v4", { signers: p256Signer }))],
    [other.crypto.p256, evidenceOf(platformOf("tdx-v4", { seed: "other", signers: other.p256Signer }))],
    [realCrypto.p256, evidenceOf(platformOf("tdx-v4"))],
  ];

  it("believe their own evidence, and nobody else's, in whatever order they are asked", () => {
    for (const [ring] of [...owners, ...owners])
      for (const [owner, { quote, collateral, root, at }] of owners)
        expect(verify({ quote, collateral, root }, { at }, ring).code).toBe(owner === ring ? null : "ROOT_SIGNATURE");
  });

  it("do not take over an authority that another ring found good", () => {
    const [own, made] = owners[0]!;
    const held = (collateral: VerifiedCollateral): readonly (string | null)[] =>
      owners.map(([ring]) => verifyQuote(made.quote, collateral, { at: made.at }, ring).code);
    const verified = verifyCollateral(made.collateral, made.root, own);
    if (!verified.ok) throw new Error(verified.refusal.explanation);
    expect(held(verified.collateral)).toEqual([null, "PCK_CA_SIGNATURE", "PCK_CA_SIGNATURE"]);
  });
});
