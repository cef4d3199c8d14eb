/**
 * `tsx scripts/tee-flips.ts [NAME…]`: flips every bit of real quotes, one at a time, and one bit of every byte of their collateral, and prints a table: what
 * was flipped, how often, how often it was still accepted, and with which codes it was refused. The policy asks for nothing beyond Intel's rules, so
 * that what is refused is refused as evidence. Evidence is found by ACHAIN_TEE_EVIDENCE. Ends with 1 where anything altered is accepted.
 */

import { useBackend } from "../src/cli/backend.ts";
import { inspectQuote, type Verdict, verify, verifyCollateral, verifyQuote } from "../src/model/tee/index.ts";
import { ANYTHING, named } from "../test/tee/real.ts";

await useBackend();
const names = process.argv.length > 2 ? process.argv.slice(2) : ["sgx-v3-automata", "tdx-v4-near", "tdx-v5-alibaba-2025"];
let isAccepted = false;

/** A row of the table, as it is counted. */
interface Count {
  flips: number;
  accepted: number;
  readonly codes: Set<string>;
}

function note(counts: Map<string, Count>, what: string, { accepted, code }: Verdict): void {
  const count = counts.get(what) ?? { flips: 0, accepted: 0, codes: new Set() };
  counts.set(what, count);
  count.flips += 1;
  if (accepted) count.accepted += 1;
  else count.codes.add(code!);
  if (accepted) isAccepted = true;
}

function print(name: string, counts: Map<string, Count>): void {
  for (const [what, { flips, accepted, codes }] of counts)
    process.stdout.write(`| ${name} | ${what} | ${flips} | ${accepted} | ${[...codes].sort().join(" ")} |\n`);
}

process.stdout.write("| evidence | what was flipped | flips | accepted | refused with |\n|---|---|---|---|---|\n");
for (const name of names) {
  const { bundle, evidence } = named(name);
  const judgement = { at: bundle.now, policy: ANYTHING };
  const known = verifyCollateral(evidence.collateral, evidence.root);
  if (!known.ok) throw new Error(known.refusal.explanation);
  const counts = new Map<string, Count>();
  const quote = new Uint8Array(evidence.quote);
  for (const { name: field, offset, length } of inspectQuote(quote).fields)
    for (let at = offset; at < offset + length; at += 1)
      for (let bit = 0; bit < 8; bit += 1) {
        quote[at]! ^= 1 << bit;
        note(counts, field, verifyQuote(quote, known.collateral, judgement));
        quote[at]! ^= 1 << bit;
      }
  for (const part of ["tcbInfo", "tcbInfoSignature", "qeIdentity", "qeIdentitySignature", "rootCrl", "pckCrl"] as const) {
    const bytes = new Uint8Array(evidence.collateral[part]);
    const collateral = { ...evidence.collateral, [part]: bytes };
    for (let at = 0; at < bytes.length; at += 1) {
      bytes[at]! ^= 1 << (at & 7);
      note(counts, part, verify({ ...evidence, collateral }, judgement));
      bytes[at]! ^= 1 << (at & 7);
    }
  }
  print(name, counts);
}
process.exitCode = isAccepted ? 1 : 0;
