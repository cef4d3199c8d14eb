import type { AttestationRecord } from "../attestation/records.ts";
import type { MultiSignatures } from "../crypto/multisignature.ts";
import type { Hex } from "../encoding/hex.ts";
import { refused, type WarpRefusal } from "../errors/warp-codes.ts";
import { setAt, type ValidatorSet, type ValidatorSets } from "../validators/set.ts";
import { avalancheId, avalancheUnsigned, decodeAvalanche, decodeCall } from "./avalanche.ts";
import { decodeLookup, isWitnessed, type Lookup, type LookupStatus, type Witness } from "./payload.ts";
import { type BitOrder, placesOf } from "./signers.ts";
import { decodeZap, isZap, zapId, zapSigned } from "./zap.ts";

/** What a consumer wants to know of an attestation. */
export interface Expectation {
  readonly networkID: number;
  /** The A-chain's id. */
  readonly chainID: Hex;
  /** The attestation's id. */
  readonly attestation: Hex;
  /** How it must stand; `final` where it is left out. */
  readonly status?: LookupStatus;
  /** Fields of the record that must be these. */
  readonly fields?: { readonly [F in "modelID" | "inputHash" | "outputHash" | "provider"]?: Hex };
  /** The least height that the message may speak of: keeps an older one from being replayed. 0 where it is left out. */
  readonly notBefore?: number;
  /** Where the message is a state root: the record, or its absence, with the proof. */
  readonly witness?: Witness;
}

/** What an envelope of either form says. */
interface Opened {
  readonly ok: true;
  readonly form: "avalanche" | "zap";
  readonly networkID: number;
  readonly chainID: Hex;
  /** The addressed call's bytes. */
  readonly payload: Uint8Array;
  readonly id: Hex;
  readonly signed: Uint8Array;
  readonly signers: Uint8Array;
  readonly order: BitOrder;
  readonly signature: Hex;
}

/** A message whose signatures hold. */
export interface Authentic {
  readonly ok: true;
  readonly form: "avalanche" | "zap";
  /** The message's id: what to remember in order not to act twice. */
  readonly id: Hex;
  readonly lookup: Lookup;
  /** Places of the signers in the set of the message's height. */
  readonly signers: readonly number[];
  readonly weight: bigint;
  readonly total: bigint;
}

/** The answer: accepted with what is known, or refused with the first failure. */
export type WarpVerdict = (Authentic & { readonly status: LookupStatus; readonly record: AttestationRecord | undefined }) | WarpRefusal;

/** Opens an envelope of either form; nothing of it is believed yet. */
function open(message: Uint8Array): Opened | WarpRefusal {
  if (isZap(message)) {
    const envelope = decodeZap(message);
    if ("ok" in envelope) return envelope;
    const { signers, signature, pulse, mldsa, message: said } = envelope;
    if (pulse.length + mldsa.length > 0) return refused("WARP_LANES", `${pulse.length} and ${mldsa.length} bytes of other signatures`);
    const { networkID, sourceChainID: chainID, payload } = said;
    return {
      ok: true,
      form: "zap",
      networkID,
      chainID,
      payload,
      id: zapId(said),
      signed: zapSigned(said),
      signers,
      order: "little-endian",
      signature,
    };
  }
  const decoded = decodeAvalanche(message);
  if ("ok" in decoded) return decoded;
  const { networkID, sourceChainID: chainID, payload, signers, signature } = decoded;
  const [id, signed] = [avalancheId(decoded), avalancheUnsigned(decoded)];
  return { ok: true, form: "avalanche", networkID, chainID, payload, id, signed, signers, order: "big-endian", signature };
}

/** What a payload looks up: an addressed call of the chain itself. */
function lookupOf(payload: Uint8Array): Lookup | WarpRefusal {
  const call = decodeCall(payload);
  if ("ok" in call) return call;
  if (call.source.length > 0) return refused("WARP_SOURCE", `a source of ${call.source.length} bytes`);
  return decodeLookup(call.payload);
}

/** Checks who signed, their weight, and the signature. */
function signedBy<K>(
  signatures: MultiSignatures<K>,
  { keys, validators, total }: ValidatorSet<K>,
  { signers: bits, order, signed, signature }: Opened,
): { readonly ok: true; readonly signers: readonly number[]; readonly weight: bigint; readonly total: bigint } | WarpRefusal {
  const signers = placesOf(bits, order, keys.length);
  if ("ok" in signers) return signers;
  if (signers.length === 0) return refused("WARP_SIGNERS_NONE", `none of ${keys.length}`);
  let weight = 0n;
  for (const place of signers) weight += validators[place]!.weight;
  if (67n * total > 100n * weight) return refused("WARP_QUORUM", `${weight} of ${total} signed, 67 hundredths wanted`);
  const judged = signatures.verify(
    signers.map((place) => keys[place]!),
    signed,
    signature,
  );
  if (judged === "malformed") return refused("WARP_SIGNATURE_FORM", "no signature of 96 bytes in G2");
  return judged === "valid" ? { ok: true, signers, weight, total } : refused("WARP_SIGNATURE", `of ${signers.length} signers`);
}

/** Opens a message and checks that enough of the validators of its height signed it. Needs their keys and nothing else. */
export function authenticate<K>(
  signatures: MultiSignatures<K>,
  message: Uint8Array,
  sets: ValidatorSets<K>,
  { networkID, chainID }: { readonly networkID: number; readonly chainID: Hex },
): Authentic | WarpRefusal {
  const opened = open(message);
  if (!opened.ok) return opened;
  if (opened.networkID !== networkID) return refused("WARP_NETWORK", `network ${opened.networkID}, ${networkID} wanted`);
  if (opened.chainID !== chainID) return refused("WARP_CHAIN", `chain ${opened.chainID}, ${chainID} wanted`);
  const lookup = lookupOf(opened.payload);
  if ("ok" in lookup) return lookup;
  const set = setAt(sets, lookup.height);
  if (!set.ok) return set;
  const by = signedBy(signatures, set, opened);
  return by.ok ? { ...by, form: opened.form, id: opened.id, lookup } : by;
}

/** What a lookup says of an attestation: its record, or undefined where there is none. */
function recordIn(lookup: Lookup, id: Hex, witness: Witness | undefined): { readonly record: AttestationRecord | undefined } | WarpRefusal {
  if (lookup.kind !== "root") {
    if (lookup.id !== id) return refused("WARP_ATTESTATION", `the message is about ${lookup.id}`);
    return { record: lookup.kind === "attestation" ? lookup.record : undefined };
  }
  if (witness === undefined) return refused("WARP_PROOF_MISSING", `the message is the state root of height ${lookup.height}`);
  if (witness.record !== undefined && witness.record.id !== id) return refused("WARP_ATTESTATION", `the record is of ${witness.record.id}`);
  return isWitnessed(lookup.stateRoot, id, witness) ? witness : refused("WARP_PROOF", `under the state root of height ${lookup.height}`);
}

/**
 * Decides whether a message says of an attestation what a consumer expects (LP-0035 Verification Protocol 3): pure, without state or store.
 * Accepts, or refuses with the first failure in the order of `WARP_CODES`. Never throws, whatever the bytes.
 */
export function verifyAttestationMessage<K>(
  signatures: MultiSignatures<K>,
  message: Uint8Array,
  sets: ValidatorSets<K>,
  expectation: Expectation,
): WarpVerdict {
  const authentic = authenticate(signatures, message, sets, expectation);
  if (!authentic.ok) return authentic;
  const { attestation, status: wanted = "final", notBefore = 0, fields = {}, witness } = expectation;
  const { lookup } = authentic;
  if (lookup.height < notBefore) return refused("WARP_HEIGHT", `height ${lookup.height}, ${notBefore} or later wanted`);
  const found = recordIn(lookup, attestation, witness);
  if ("ok" in found) return found;
  const { record } = found;
  const status = record?.status ?? "absent";
  if (status !== wanted) return refused("WARP_STATUS", `${status} at height ${lookup.height}, ${wanted} wanted`);
  for (const [field, value] of Object.entries(fields) as [keyof typeof fields, Hex][])
    if (record?.[field] !== value) return refused("WARP_FIELD", `${field} is ${record?.[field] ?? "not there"}, ${value} wanted`);
  return { ...authentic, status, record };
}
