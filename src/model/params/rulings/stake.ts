import { ruling } from "./ruling.ts";

/** Rulings on stake, slashes and fees. */
export const STAKE = {
  R13: ruling(
    "How much is slashed, by cause?",
    "of the base (R46): fault, no-reveal and equivocation 10,000 bp, seat-fault 2,500 bp but at least E; flat: a seat that withholds E, an absent seat P",
    "Dispute Resolution: “that provider is slashed”",
    { numbers: ["slashFault", "slashNoReveal", "slashEquivocation", "slashSeatFault", "absencePenalty", "seatExposure"] },
  ),
  R14: ruling(
    "Where does a slash go?",
    "costs first; of the rest 2,500 bp to the challenger, 1,000 bp to the seats that said FAULT, the remainder burnt",
    "silent",
    {
      variants: {
        "all-to-challenger": "after costs, all of it to the challenger (`unsafe: [party-share]`): a slash of one's own costs nothing",
        "all-burnt": "after costs, all of it is burnt",
      },
      numbers: ["challengerShare", "accuserShare", "appellantShare", "reporterShare"],
    },
  ),
  R15: ruling(
    "What of stake that leaves while a case may come?",
    "only stake not reserved can be unbonded; an entry ends after `unbonding`, but not while something of the provider begun before it is undecided; until then it is slashable",
    "silent",
    { variants: { race: "an entry ends after `unbonding`, whatever is undecided: a case can outlive it" }, numbers: ["unbonding"] },
  ),
  R25: ruling(
    "When are fees paid?",
    "an order escrows; released at `final`, refunded on `struck`, cancel and expiry",
    "Provider Staking: “pay-per-attestation”",
    { variants: { "at-submission": "the fee goes to the provider with the attestation, whatever becomes of it" }, numbers: ["feeBurn"] },
  ),
  R26: ruling(
    "What of a provider after a slash?",
    "below the minimum it is inactive and out of every draw; adding stake makes it active again",
    "silent",
    { variants: { ban: "a slash that leaves it below the minimum makes it inactive for ever" } },
  ),
  R41: ruling("What stake is exposed?", "ξ per open attestation and E per seat are reserved", "silent", {
    variants: { none: "nothing is reserved (`unsafe: [attestation-exposure, seat-exposure]`): one stake answers for any number of attestations" },
    numbers: ["attestationExposure", "seatExposure"],
  }),
  R42: ruling(
    "What of a convict's other attestations?",
    "a provider slashed by 10,000 bp: its open ones are struck as `tainted`, without slash; contested ones are judged",
    "silent",
    { variants: { "left-alone": "they stay as they are" } },
  ),
  R46: ruling(
    "What is the base of a slash?",
    "stake and unbonding at conviction, less B − γ for each other contested attestation; taken from stake, then from unbonding, oldest entry first",
    "silent",
    { variants: { "at-offence": "stake and unbonding when the attestation was accepted, or the seat drawn; never more than what is left" } },
  ),
} as const;
