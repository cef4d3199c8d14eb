import type { Address } from "../crypto/address.ts";
import { type Hex, toHex } from "../encoding/hex.ts";
import { isDenied } from "../governance/denials.ts";
import { type Denial, trustRoots } from "../governance/records.ts";
import { type Protocol, TEE_ASSUMED } from "../params/protocol.ts";
import { measurements } from "../registry/changes.ts";
import { models } from "../registry/records.ts";
import type { Reader } from "../state/store.ts";
import type { Chain, Work } from "../state/work.ts";
import type { Policy } from "../tee/evidence.ts";
import { judgeFacts, measurementsOf, type QuoteFacts, teeOf, verifyGenuine } from "../tee/facts.ts";
import { DEFAULT_POLICY } from "../tee/policy.ts";
import { rootId, standingCollateral } from "./collateral.ts";
import { type KeptFacts, serviceEvidences } from "./records.ts";

/** What evidence is judged against: a state, and the block's height and time. */
export interface Moment {
  readonly chain: Chain;
  readonly reader: Reader;
  readonly height: number;
  /** Block time, unix seconds. */
  readonly time: number;
}

/** Why evidence is not accepted. */
export interface EvidenceRefusal {
  readonly code: "COLLATERAL_MISSING" | "EVIDENCE_REFUSED";
  /** The item that nobody has posted; or the verifier's code and explanation. */
  readonly detail: string;
}

/** Of what a quote names, what is denied at a height (R50). */
function deniedOf({ reader, height }: Moment, facts: QuoteFacts): Policy["denied"] {
  const found = (what: Denial["what"], values: readonly Uint8Array[]): Hex[] =>
    values.filter((value) => isDenied(reader, height, what, value)).map(toHex);
  const { fmspc, ppid, serial } = facts.leaf;
  return {
    fmspcs: found("fmspc", [fmspc]),
    ppids: found("ppid", [ppid]),
    pckSerials: found("pckSerial", [serial]),
    measurements: found("measurement", measurementsOf(facts)),
  };
}

/** What the chain asks of any evidence beyond Intel's rules (R11). */
function statusPolicy({ parameters }: Protocol): Policy {
  return { ...DEFAULT_POLICY, acceptedStatuses: parameters.tcbStatuses, graceSeconds: parameters.tcbGrace };
}

const rootOf = (reader: Reader, facts: KeptFacts): Uint8Array | undefined =>
  trustRoots.at(reader).roots.find((certificate) => rootId(certificate) === facts.root);

/** What is asked of evidence for one purpose. */
interface Wanted {
  readonly modelID: Hex;
  /** 64 bytes; undefined: none in particular (R09 `unbound`). */
  readonly reportData: Hex | undefined;
}

/** Judges kept facts at a moment: by the collateral in force then, at block time (under R12 `pinned` at the time of genesis), by the model's allow-list (R10). */
export function factsRefusal(moment: Moment, protocol: Protocol, facts: KeptFacts, wanted: Wanted): EvidenceRefusal | undefined {
  const { chain, reader, time } = moment;
  const root = rootOf(reader, facts);
  if (root === undefined) return { code: "EVIDENCE_REFUSED", detail: "ROOT_MISMATCH: its root is not trusted any more" };
  const kept = standingCollateral(reader, root, { tee: teeOf(facts), fmspc: facts.leaf.fmspc, authority: facts.ca.authority }, chain.crypto);
  if (typeof kept === "string") return { code: "COLLATERAL_MISSING", detail: kept };
  const policy: Policy = {
    ...statusPolicy(protocol),
    measurements: chain.rulings.R10 === "any-genuine" ? undefined : measurements.all(reader, wanted.modelID),
    reportData: wanted.reportData,
    denied: deniedOf(moment, facts),
  };
  const at = chain.rulings.R12 === "pinned" ? kept.postedTime : time;
  const refusal = judgeFacts(facts, kept, { at, policy, isLater: false });
  return refusal && { code: "EVIDENCE_REFUSED", detail: `${refusal.code}: ${refusal.explanation}` };
}

/** A quote judged: what is kept of it, or why it is refused. */
export type JudgedEvidence = { readonly ok: true; readonly facts: KeptFacts } | ({ readonly ok: false } & EvidenceRefusal);

/** Judges a quote at a moment: its signatures up to a root in force, then as `factsRefusal` does. */
export function judgeQuote(moment: Moment, protocol: Protocol, quote: Uint8Array, wanted: Wanted): JudgedEvidence {
  const { chain, reader } = moment;
  let why = "ROOT_MISMATCH: this chain trusts no root";
  for (const root of trustRoots.at(reader).roots) {
    const genuine = verifyGenuine(quote, root, chain.crypto.p256);
    if (genuine.ok) {
      const facts = { ...genuine.facts, root: rootId(root) };
      const refusal = factsRefusal(moment, protocol, facts, wanted);
      return refusal === undefined ? { ok: true, facts } : { ok: false, ...refusal };
    }
    why = `${genuine.refusal.code}: ${genuine.refusal.explanation}`;
    if (genuine.refusal.code !== "ROOT_MISMATCH") break;
  }
  return { ok: false, code: "EVIDENCE_REFUSED", detail: why };
}

/**
 * Why evidence that was accepted at a time was bad even then, as collateral in force now has it (R48): revoked by that time, or at a level that was outdated
 * longer than the grace. Undefined where it was good, or nothing is known.
 */
export function laterFlaw({ chain, reader }: Moment, protocol: Protocol, facts: KeptFacts, acceptedTime: number): string | undefined {
  const root = rootOf(reader, facts);
  if (root === undefined) return undefined;
  const kept = standingCollateral(reader, root, { tee: teeOf(facts), fmspc: facts.leaf.fmspc, authority: facts.ca.authority }, chain.crypto);
  if (typeof kept === "string") return undefined;
  const refusal = judgeFacts(facts, kept, { at: acceptedTime, policy: statusPolicy(protocol), isLater: true });
  return refusal && `${refusal.code}: ${refusal.explanation}`;
}

/** Whether a report for a model is read: always where the model requires a TEE, else as R08 says; never where genesis says `tee-assumed`. */
export function isReportRead({ chain }: { readonly chain: Chain }, protocol: Protocol, teeRequired: boolean): boolean {
  return !protocol.unsafe.includes(TEE_ASSUMED) && (teeRequired || chain.rulings.R08 === "default");
}

/** Who may be drawn for a model as far as evidence goes: where it requires a TEE, those whose report would be accepted now (section 3, "Draw"; R20). */
export function provenFor(moment: Moment, protocol: Protocol, modelID: Hex): (provider: Address) => boolean {
  const { reader } = moment;
  const teeRequired = models.get(reader, modelID)?.teeRequired === true;
  if (!teeRequired || protocol.unsafe.includes(TEE_ASSUMED)) return () => true;
  return (provider) => {
    const facts = serviceEvidences.get(reader, modelID, provider);
    if (facts === undefined) return false;
    return factsRefusal(moment, protocol, facts, { modelID, reportData: undefined }) === undefined;
  };
}

/** The moment of a block being applied. */
export const momentOf = ({ chain, draft, height, time }: Work): Moment => ({ chain, reader: draft, height, time });

/** Where there is no evidence to judge. */
export const NO_EVIDENCE = (): JudgedEvidence | undefined => undefined;

/** A judgement that is made when it is first asked for, and once: checks before it come cheaper. */
export function once(judge: () => JudgedEvidence): () => JudgedEvidence {
  let judged: JudgedEvidence | undefined;
  return () => {
    judged ??= judge();
    return judged;
  };
}

/** Whether evidence is refused with a code. */
export const isRefusedFor = (judged: JudgedEvidence | undefined, code: EvidenceRefusal["code"]): boolean =>
  judged?.ok === false && judged.code === code;

/** The detail of a refusal. */
export const whyRefused = (judged: JudgedEvidence | undefined): string => (judged?.ok === false ? judged.detail : "");
