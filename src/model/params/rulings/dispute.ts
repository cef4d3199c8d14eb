import { ruling } from "./ruling.ts";

/** Rulings on challenges, draws, seats and phases. */
export const DISPUTE = {
  R16: ruling(
    "Who may challenge, at what price?",
    "anyone but the two providers and their owners, with bond B",
    "Dispute Resolution 1: “Challenger”",
    {
      variants: {
        "staked-only": "active providers only, with bond B",
        "no-bond": "anyone but the two providers and their owners, for the claim fee",
      },
      numbers: ["challengeStake", "rerunFee", "partyFee", "claimFee"],
    },
  ),
  R18: ruling(
    "Where does the draw's randomness come from?",
    "the beacon K blocks after the call, over the set frozen when the case opened",
    "Dispute Resolution 2: “randomly selected from staked set”",
    {
      variants: {
        "case-hash": "the hash of the case: the challenger tries salts until it likes the seats",
        "parent-hash": "the hash of the block before the draw: its proposer tries blocks",
        "commit-reveal": "numbers that providers commit to and reveal while the draw is called for: the last to reveal chooses between two outcomes",
      },
      numbers: ["drawDelay"],
    },
  ),
  R19: ruling("What weighs in the draw?", "mature stake", "Dispute Resolution 2: “staked set”", {
    variants: { uniform: "every eligible provider weighs the same" },
  }),
  R20: ruling(
    "Who is eligible as a third provider?",
    "active, mature, serving the model since before the case, E free, no party and of no party's owner, one seat per owner and case",
    "Dispute Resolution 2: “A third provider”",
    {
      variants: {
        "no-owner-exclusion": "providers of a party's owner may be drawn, and several of one owner",
        "need-not-serve": "every provider may be drawn, whatever it serves",
      },
      numbers: ["stakeMaturity"],
    },
  ),
  R22: ruling("What of an absent seat?", "it pays P and its seat is drawn anew, at most R times", "silent", {
    variants: { "no-penalty": "it pays nothing", "seat-fault": "it is slashed as a seat at fault" },
    numbers: ["absencePenalty", "redraws"],
  }),
  R23: ruling("What if too few are eligible?", "wait X once a case, then VOID", "silent", {
    variants: { "void-at-once": "VOID without the wait" },
    numbers: ["extension"],
  }),
  R24: ruling(
    "When is an attestation final?",
    "W + L after its acceptance, or L after a first VOID where that is later, unless a case or a report of equivocation holds it",
    "silent",
    { numbers: ["challengeWindow", "openWindow"] },
  ),
  R27: ruling(
    "What of concurrent challenges?",
    "an attestation is in one case at a time; none after a settled case; once more after a first VOID, opened within L of it",
    "silent",
    {
      variants: {
        "one-case-per-request": "a request has one case, ever: who opens it with two friends immunises every other answer",
        "one-per-pair": "each pair once: who was cleared can be challenged again with another",
      },
    },
  ),
  R32: ruling("Can the third provider cheat?", "it commits blind; an appeal to a larger panel judges it", "silent", {
    variants: {
      "no-commit": "seats open what they have, without a commitment, after the members: the last may copy the first",
      "no-appeal": "the first tally that decides stands",
    },
    numbers: ["ladder"],
  }),
  R39: ruling("Who supplies the input of a case?", "the challenger, whole, on opening; private inputs cannot be challenged", "silent", {
    variants: { provider: "a member's provider, before JOIN ends; where none does, all members are at fault as if not revealed" },
  }),
  R47: ruling("Can a challenge be front-run?", "no: a hidden claim, then the opening", "silent", {
    variants: { "open-at-once": "the opening alone: whoever sees it first in a block takes the challenge" },
  }),
} as const;

/** Rulings on when two outputs agree. */
export const COMPARISON = {
  R17: ruling(
    "Are hashes compared, or outputs?",
    "outputs are revealed and compared by the model's comparator; whoever does not reveal is at fault",
    "Security Considerations 3: “Tolerance thresholds are configurable per model”",
    { variants: { "hash-equality": "outputs agree if their hashes are equal, and are at FAULT otherwise" } },
  ),
  R21: ruling(
    "What is the majority where closeness is not transitive?",
    "the tally: a member is judged by the seats, never by another member, and never on one output alone nor by a panel that does not agree with itself",
    "Dispute Resolution 3: “The minority result”",
    {
      variants: {
        "slash-both": "a single seat that agrees with none convicts those with whom it is at FAULT",
        farther: "a single seat that agrees with none convicts the one that is farthest from it",
        medoid: "the output nearest to all others, members' and seats', judges the members",
        "discordant-panel": "a panel's majority stands even if the seats of that panel are at FAULT with each other",
      },
    },
  ),
  R33: ruling(
    "What is equality across platforms?",
    "the model's tolerance; of one profile that both declare deterministic, unequal bits make AGREE a BAND",
    "Security Considerations 3",
    {
      variants: {
        "tolerance-always": "the model's tolerance, whatever the profiles",
        "equality-always": "unequal bits make AGREE a BAND, whatever the profiles",
      },
    },
  ),
  R34: ruling(
    "What lies between agreement and fault?",
    "two thresholds per model: at or under τ_lo AGREE, at or over τ_hi FAULT, between them BAND, in which nobody is slashed",
    "Security Considerations 3",
    { variants: { "one-threshold": "above τ_lo is FAULT" } },
  ),
  R40: ruling("How is generated text compared?", "free-run with the request's seed, by tokens and logits (`topk`)", "silent", {
    variants: { "teacher-forced": "seats run on the revealed tokens: REVEAL comes before COMMIT, and blindness is lost" },
  }),
} as const;
