/** Witnesses of the rulings on evidence. */
import { attest, attestationOf } from "../acts.ts";
import { type Act, act, type Chain, type ChainOptions, play, skip } from "../chain.ts";
import { ITEM_KINDS, later, platformFor, posting, proven, provenMarket, revoking, trusting } from "../evidence.ts";
import { changing } from "../rows/governance.ts";
import { endings, fate, stakeOf, type Witness } from "./witness.ts";

/** Ann's quote for one output, sent with another. */
function reused(options: ChainOptions): string {
  const chain = provenMarket(options, []);
  const { payload } = proven(chain, "ann", { value: 1 });
  return payload.kind === "attest" ? fate(chain, attest(chain, "ann", { teeReport: payload.teeReport })) : "";
}

/** Ann attests with the quote that Ben made for his output. */
function borrowed(options: ChainOptions): string {
  const chain = provenMarket(options, []);
  const { payload } = proven(chain, "ben");
  return payload.kind === "attest" ? fate(chain, attest(chain, "ann", { teeReport: payload.teeReport })) : "";
}

/** Eve reports what Ann attested. */
const reporting = (chain: Chain): Act => act("eve", { kind: "reportEvidence", attestation: attestationOf(chain, "ann") });

/** Ann attested; then her machine's certificate was revoked, and Eve reports it. */
function shownBad(options: ChainOptions): Chain {
  const chain = provenMarket(options, []);
  const attested = play(chain, proven(chain, "ann"));
  return play(attested, posting(attested, "pckCrl", revoking(attested)));
}

/** TCB Info in which the machine's level is outdated by one of the day before the chain began. */
function recovered(chain: Chain): Act {
  const { tcbInfo } = platformFor(chain);
  const [level, ...rest] = tcbInfo.levels;
  const { from: date } = platformFor(chain).windows.rootCrl;
  const levels = [{ ...level!, pceSvn: level!.pceSvn + 1, date }, { ...level!, status: "OutOfDate" }, ...rest];
  const { tcbInfo: dated } = later(1);
  return posting(chain, "tcbInfo", { tcbInfo: { ...dated, levels } });
}

/** See `Witness`. */
export const EVIDENCE_WITNESSES: readonly Witness[] = [
  {
    ruling: "R09",
    variant: "provider",
    sentence: "one genuine quote of the provider vouches for every output that it ever names",
    ends: ["EVIDENCE_REFUSED", "applied"],
    play: reused,
  },
  {
    ruling: "R09",
    variant: "unbound",
    sentence: "a provider without an enclave attests with the quote of another",
    ends: ["EVIDENCE_REFUSED", "applied"],
    play: borrowed,
  },
  {
    ruling: "R10",
    variant: "any-genuine",
    sentence: "an enclave that the owner never saw runs the model, or says that it does",
    ends: ["EVIDENCE_REFUSED", "applied"],
    play(options) {
      const chain = provenMarket(options, []);
      return fate(chain, proven(chain, "ann", {}, { enclave: { mrEnclave: new Uint8Array(32).fill(7) } }));
    },
  },
  {
    ruling: "R11",
    variant: "numbers",
    sentence: "without grace a provider is shut out from the day on which Intel says that its level is old",
    numbers: { tcbGrace: 0 },
    ends: ["applied", "EVIDENCE_REFUSED"],
    play(options) {
      const chain = provenMarket(options, []);
      const old = play(chain, recovered(chain));
      return fate(old, proven(old, "ann"));
    },
  },
  {
    ruling: "R12",
    variant: "pinned",
    sentence: "collateral that genesis does not have can never be posted, nor a revocation",
    ends: ["applied", "RULING_FORBIDS"],
    play(options) {
      const chain = trusting(options);
      return fate(chain, posting(chain, ITEM_KINDS[0]));
    },
  },
  {
    ruling: "R48",
    variant: "slash",
    sentence: "a provider that did nothing wrong pays for what its processor's maker found out later",
    ends: ["100 LUX", "0 LUX"],
    play(options) {
      const chain = shownBad(options);
      return stakeOf(play(chain, reporting(chain)), "ann");
    },
  },
  {
    ruling: "R48",
    variant: "final",
    sentence: "an attestation stands though everyone knows that its enclave was open",
    ends: ["ann evidence", "ann unchallenged"],
    play(options) {
      const chain = shownBad(options);
      const said = options.rulings?.R48 === "final" ? chain : play(chain, reporting(chain));
      return endings(skip(said, 20), "ann");
    },
  },
  {
    ruling: "R50",
    variant: "none",
    sentence: "a family of processors that is broken goes on until Intel has said so",
    ends: ["EVIDENCE_REFUSED", "applied"],
    play(options) {
      const chain = provenMarket(options, []);
      const { fmspc } = platformFor(chain).machine;
      if (options.rulings?.R50 === "none") return fate(chain, proven(chain, "ann"));
      const denied = play(chain, changing(chain, { kind: "denial", denial: { what: "fmspc", value: fmspc, from: chain.state.head.height } }));
      return fate(denied, proven(denied, "ann"));
    },
  },
];
