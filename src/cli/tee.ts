/** `achain tee`: whether evidence of an enclave is to be believed, and what a quote says byte by byte. */
import { sha256Hex } from "../model/crypto/hash.ts";
import { formatRfc3339, inspectQuote, type Refusal, type Verdict, verify } from "../model/tee/index.ts";
import { EXIT } from "./exit.ts";
import { printDocument, readBytes } from "./input.ts";
import { paintFor } from "./print.ts";
import { type EvidenceFlags, MalformedEvidence, readEvidence, timeOf } from "./tee-evidence.ts";
import { readPolicy } from "./tee-policy.ts";
import { inspectionText, verdictText } from "./tee-print.ts";

/** Flags of `achain tee verify`. */
export interface VerifyFlags extends EvidenceFlags {
  readonly at: string;
  readonly policy?: string;
  readonly json?: boolean;
}

/** The verdict on evidence of which a part could not even be taken from its file. */
const refused = ({ code, item, explanation }: Refusal): Verdict => ({
  ...{ accepted: false, code, item, explanation, intel: null, policy: { accepted: false, codes: [] }, short: [] },
  ...{ claims: null, window: null, canonicalHash: null },
});

function judged(
  quote: string | undefined,
  flags: VerifyFlags,
): { readonly verdict: Verdict; readonly at: number | null; readonly root: string | null } {
  const policy = flags.policy === undefined ? {} : { policy: readPolicy(flags.policy) };
  try {
    const { evidence, times } = readEvidence(quote, flags);
    const at = timeOf(flags.at, times);
    return { verdict: verify(evidence, { at, ...policy }), at, root: sha256Hex(evidence.root) };
  } catch (error) {
    if (error instanceof MalformedEvidence) return { verdict: refused(error.refusal), at: null, root: null };
    throw error;
  }
}

/** `achain tee verify [QUOTE]`. */
export function verifyCommand(quote: string | undefined, flags: VerifyFlags): number {
  const { verdict, at, root } = judged(quote, flags);
  const { window } = verdict;
  const times = window && { fromTime: formatRfc3339(window.from), toTime: formatRfc3339(window.to) };
  if (flags.json === true) printDocument("tee", { action: "verify", ...verdict, window: window && { ...window, ...times }, at, root });
  else process.stdout.write(verdictText(verdict, paintFor(process.stdout)));
  return verdict.accepted ? EXIT.done : EXIT.failed;
}

/** `achain tee inspect QUOTE`. */
export function inspectCommand(file: string, flags: { readonly json?: boolean }): number {
  const bytes = readBytes(file);
  const inspection = inspectQuote(bytes);
  if (flags.json === true) printDocument("tee", { action: "inspect", length: bytes.length, ...inspection });
  else process.stdout.write(inspectionText(inspection, paintFor(process.stdout)));
  return inspection.flaw === null ? EXIT.done : EXIT.failed;
}
