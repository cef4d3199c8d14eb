/** Blocks full of evidence: as many reports and items of collateral as the reference admits, genuine ones and such as make readers work most. */
import { type Attested, attest, requestOf, SITTERS } from "../src/conformance/acts.ts";
import { type Act, act, addressOf, buildNext, type Chain, type ChainOptions, play, signed, skip } from "../src/conformance/chain.ts";
import { type ITEM_KINDS, later, platformFor, posting, proven, provenMarket } from "../src/conformance/evidence.ts";
import type { Block } from "../src/model/chain/block.ts";
import { codeOfNumber } from "../src/model/errors/codes.ts";
import { LUX } from "../src/model/params/parameters.ts";
import { REFERENCE } from "../src/model/params/protocol.ts";
import { TEE_REPORT_MAX } from "../src/model/staking/records.ts";
import { sequence } from "../src/sim/platform/der-writer.ts";
import type { Changes } from "../src/sim/platform/description.ts";
import { evidenceOf } from "../src/sim/platform/evidence.ts";
import { bytesFor } from "../src/sim/platform/keys.ts";
import { pemBlock } from "../src/sim/platform/quotes.ts";

/** How many of each a block may hold. */
export const { blockReports: REPORTS, blockCollateral: ITEMS } = REFERENCE.parameters;

/** What a block is full of. */
export interface Kind {
  readonly what: string;
  readonly acts: readonly Act[];
}

/** A block, and the codes of what is in it. */
export interface Filled {
  readonly what: string;
  readonly chain: Chain;
  readonly block: Block;
  readonly codes: readonly string[];
}

/** The next block of a chain with all of these acts in it. */
export function filled(chain: Chain, { what, acts }: Kind): Filled {
  const { block, receipts, dropped } = buildNext(chain, signed(chain, acts));
  if (dropped.length > 0) throw new Error(`${what}: ${dropped[0]!.refusal.code} ${dropped[0]!.refusal.detail}`);
  return { what, chain, block, codes: [...new Set(receipts.map(({ code }) => (code === 0 ? "applied" : codeOfNumber(code)!)))] };
}

const NAMES = ["ann", "ben", "cid", ...SITTERS];

/** A chain with blocks as wide as the reference has them, on which everyone has stake for as many attestations. */
export function wideChain(options: ChainOptions): Chain {
  const parameters = { blockReports: REPORTS, blockCollateral: ITEMS };
  const chain = provenMarket({ ...options, parameters });
  const rich = play(chain, ...NAMES.map((name) => act(name, { kind: "addStake", provider: addressOf(name), amount: 1_000n * LUX })));
  return skip(rich, chain.genesis.protocol.parameters.stakeMaturity);
}

/** As many attestations as may come with a report, each to a request of its own. */
function attestations(make: (name: string, said: Attested) => Act): Act[] {
  return Array.from({ length: REPORTS }, (_, index) => make(NAMES[index % NAMES.length]!, { request: requestOf(index) }));
}

/** Attestations with genuine quotes of what they attest to. */
export const genuineKind = (chain: Chain): Kind => ({ what: "genuine quotes", acts: attestations((name, said) => proven(chain, name, said)) });

/** As many bytes as a report may have: a quote, and zeros behind it, which are no part of it. */
function padded(quote: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(TEE_REPORT_MAX);
  bytes.set(quote);
  return bytes;
}

/** DER nested as deep as so many bytes allow. */
function nested(size: number): Uint8Array {
  let der: Uint8Array = sequence();
  while (der.length < size - 5) der = sequence(der);
  return der;
}

/** Blocks full of reports of one kind each. */
export function reportKinds(chain: Chain): Kind[] {
  const room = TEE_REPORT_MAX - 2048;
  const certified = (text: string): Uint8Array =>
    evidenceOf(platformFor(chain), { quote: { certification: () => new TextEncoder().encode(text) } }).quote;
  const showing = (teeReport: Uint8Array) => attestations((name, said) => attest(chain, name, { ...said, teeReport }));
  const long = attestations((name, said) => {
    const { payload } = proven(chain, name, said);
    if (payload.kind !== "attest") throw new Error("no attestation");
    return attest(chain, name, { ...said, teeReport: padded(payload.teeReport) });
  });
  return [
    genuineKind(chain),
    { what: "genuine quotes with zeros behind", acts: long },
    { what: "genuine quotes of something else", acts: showing(padded(evidenceOf(platformFor(chain)).quote)) },
    { what: "chains of lines that never end", acts: showing(certified(`-----BEGIN CERTIFICATE-----\n${"A".repeat(room)}`)) },
    { what: "chains of DER nested as deep as fits", acts: showing(certified(pemBlock(nested(Math.floor(room * 0.7))))) },
    { what: "zeros", acts: showing(new Uint8Array(TEE_REPORT_MAX)) },
  ];
}

/** About as many revocations as a list of 64 KiB has room for. */
const REVOKED = Array.from({ length: 1_200 }, (_, index) => bytesFor("evidence", `serial/${index}`, 20));

/** Blocks full of items of collateral of one kind each, large ones, each newer than the one before. */
export function itemKinds(chain: Chain): Kind[] {
  const usual = platformFor(chain).tcbInfo.levels;
  const advisories = Array.from({ length: 11 }, (_, index) => `INTEL-SA-${10_000 + index}`);
  const levels = Array.from({ length: 64 }, (_, index) => ({ ...usual[Math.min(index, usual.length - 1)]!, advisories }));
  const items = (what: string, kind: (typeof ITEM_KINDS)[number], changes: (nth: number) => Changes): Kind => ({
    what,
    acts: Array.from({ length: ITEMS }, (_, index) => posting(chain, kind, changes(index + 1))),
  });
  const crl = (nth: number): Changes => ({ ...later(nth), revoked: { pck: REVOKED, root: REVOKED } });
  return [
    items("lists of the root", "rootCrl", crl),
    items("lists of a PCK CA", "pckCrl", crl),
    items("TCB Infos", "tcbInfo", (nth) => {
      const newer = later(nth, 18 + nth);
      return { ...newer, tcbInfo: { ...newer.tcbInfo, levels } };
    }),
    items("QE Identities", "qeIdentity", (nth) => later(nth, 18 + nth)),
  ];
}
