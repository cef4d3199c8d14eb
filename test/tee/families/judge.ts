/** Verdicts on plays, and curves that verify each signature once. */
import { type Curves, nobleCurves } from "../../../src/model/crypto/curves.ts";
import type { Verdict } from "../../../src/model/tee/evidence.ts";
import { DEFAULT_POLICY, verify } from "../../../src/model/tee/index.ts";
import type { Play } from "./row.ts";

/** The verdict on a play: by the default policy with the play's differences. */
export const judged = ({ made, judgement, policy }: Play): Verdict =>
  verify({ quote: made.quote, collateral: made.collateral, root: made.root }, { ...judgement, policy: { ...DEFAULT_POLICY, ...policy } });

/** The reference, with a memory of the signatures that it verified: the same key, message and signature have the same answer. */
export function rememberingCurves(curves: Curves = nobleCurves): Curves {
  const answers = new Map<string, boolean>();
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
  return {
    ...curves,
    verifyP256(publicKey, message, signature) {
      const asked = `${publicKey.length}/${signature.length}/${text(publicKey)}${text(signature)}${text(message)}`;
      const answer = answers.get(asked) ?? curves.verifyP256(publicKey, message, signature);
      answers.set(asked, answer);
      return answer;
    },
  };
}
