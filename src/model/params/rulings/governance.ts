import { ruling } from "./ruling.ts";

/** Rulings on who may change what, and for whom it then holds. */
export const GOVERNANCE = {
  R30: ruling("Who governs?", "the key set of genesis, m of n; a change takes effect ownerDelay later", "silent", {
    variants: { none: "nobody: changes are refused" },
    numbers: ["ownerDelay"],
  }),
  R43: ruling("What may a model's owner change?", "tolerance and measurements, after ownerDelay; never for attestations already accepted", "silent", {
    variants: { "at-once": "the same, at the end of the block (`unsafe: [owner-delay]`)" },
    numbers: ["ownerDelay"],
  }),
  R44: ruling(
    "Which parameters hold for what is under way?",
    [
      "pinned at acceptance (attestation) and at the claim (case); two members are compared under the tolerance of the one accepted first,",
      "a seat and a member under the member's, two seats under the first member's",
    ].join(" "),
    "silent",
    { variants: { current: "the parameters and the tolerance of the moment" } },
  ),
  R45: ruling(
    "What is an order?",
    "it names provider, model, inputHash, fee and expiry; one attestation fills one; the consumer may cancel before it is filled",
    "Provider Staking: “fees from attestation consumers”",
    { variants: { "any-provider": "whoever attests first fills it" } },
  ),
} as const;
