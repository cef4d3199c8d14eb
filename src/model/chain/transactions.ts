import { answerEquivocation } from "../attestation/answer-equivocation.ts";
import { attest } from "../attestation/attest.ts";
import { cancelOrder } from "../attestation/cancel-order.ts";
import { placeOrder } from "../attestation/place-order.ts";
import { reportEquivocation } from "../attestation/report-equivocation.ts";
import { reportEvidence } from "../attestation/report-evidence.ts";
import type { Crypto, Signer } from "../crypto/crypto.ts";
import { as, taggedHash } from "../crypto/hash.ts";
import { appeal } from "../dispute/appeal.ts";
import { claim } from "../dispute/claim.ts";
import { commitSeat } from "../dispute/commit-seat.ts";
import { commitShare } from "../dispute/commit-share.ts";
import { join } from "../dispute/join.ts";
import { openCase } from "../dispute/open-case.ts";
import { openSeat } from "../dispute/open-seat.ts";
import { revealOutput } from "../dispute/reveal-output.ts";
import { revealShare } from "../dispute/reveal-share.ts";
import { supplyInput } from "../dispute/supply-input.ts";
import { type Codec, encode, type TypeOf } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { struct, topLevel, union } from "../encoding/objects.ts";
import { bytes32, count64, fixedBytes, u64 } from "../encoding/primitives.ts";
import { postCollateral } from "../evidence/post-collateral.ts";
import { changeKeys } from "../governance/change-keys.ts";
import { changeParameters } from "../governance/change-parameters.ts";
import { changeRoots } from "../governance/change-roots.ts";
import { changeValidators } from "../governance/change-validators.ts";
import { denyPlatform } from "../governance/deny-platform.ts";
import { transfer } from "../ledger/transfer.ts";
import { allowMeasurement } from "../registry/allow-measurement.ts";
import { registerModel } from "../registry/register-model.ts";
import { retireModel } from "../registry/retire-model.ts";
import { revokeMeasurement } from "../registry/revoke-measurement.ts";
import { setTolerance } from "../registry/set-tolerance.ts";
import { addStake } from "../staking/add-stake.ts";
import { registerProvider } from "../staking/register-provider.ts";
import { serveModel } from "../staking/serve-model.ts";
import { stopServing } from "../staking/stop-serving.ts";
import { unbond } from "../staking/unbond.ts";
import { withdraw } from "../staking/withdraw.ts";
import type { PayloadOf, TransactionType } from "../transaction/transaction.ts";

/** Every kind of transaction, by name. A new one is one new file and one line here. */
export const TRANSACTIONS = {
  transfer,
  registerModel,
  retireModel,
  setTolerance,
  allowMeasurement,
  revokeMeasurement,
  registerProvider,
  addStake,
  unbond,
  withdraw,
  serveModel,
  stopServing,
  placeOrder,
  cancelOrder,
  attest,
  reportEquivocation,
  answerEquivocation,
  reportEvidence,
  claim,
  openCase,
  join,
  commitSeat,
  revealOutput,
  openSeat,
  appeal,
  supplyInput,
  commitShare,
  revealShare,
  changeParameters,
  changeRoots,
  changeKeys,
  changeValidators,
  denyPlatform,
  postCollateral,
} as const;

/** The name of a kind of transaction. */
export type TransactionKind = keyof typeof TRANSACTIONS;

/** What a transaction asks for: its kind, and that kind's fields. */
export type Payload = { readonly [K in TransactionKind]: { readonly kind: K } & PayloadOf<(typeof TRANSACTIONS)[K]> }[TransactionKind];

const cases = Object.fromEntries(Object.entries(TRANSACTIONS).map(([name, { number, payload }]) => [name, [number, payload] as const]));

/** The kind byte and the payload of that kind. */
export const payloadCodec = union("payload", cases) as unknown as Codec<Payload>;

const unsigned = {
  chainId: bytes32,
  nonce: count64,
  /** The most that may be charged, in nLUX. */
  feeLimit: u64,
  payload: payloadCodec,
};

/** r ‖ s ‖ v (R05). */
const SIGNATURE_BYTES = 65;

const unsignedCodec = topLevel("transaction", struct("transaction", unsigned));

/** A transaction (R37): version, chain id, nonce, fee limit, kind, payload, signature. */
export const transactionCodec = topLevel("transaction", struct("transaction", { ...unsigned, signature: fixedBytes(SIGNATURE_BYTES) }));

/** See `transactionCodec`. */
export type Transaction = TypeOf<typeof transactionCodec>;

const signingHash = taggedHash("transaction");
const idHash = taggedHash("transaction-id");

/** What a sender signs: H("transaction", every field before the signature) (R37). */
export function transactionDigest(transaction: Omit<Transaction, "signature">): Hex {
  return signingHash(as(unsignedCodec, transaction));
}

/** The same digest, of a transaction's canonical bytes: the signature is their end. */
export function digestOfBytes(bytes: Uint8Array): Hex {
  return signingHash(bytes.subarray(0, bytes.length - SIGNATURE_BYTES));
}

/** The transaction hash in receipts: H("transaction-id", canonical bytes). */
export function transactionHash(bytes: Uint8Array): Hex {
  return idHash(bytes);
}

/** The canonical bytes of a signed transaction. */
export function signTransaction(signer: Signer, transaction: Omit<Transaction, "signature">): Uint8Array {
  return encode(transactionCodec, { ...transaction, signature: signer.sign(transactionDigest(transaction)) });
}

/** Who sent a transaction; undefined where the signature recovers no key. */
export function senderOf(crypto: Crypto, transaction: Transaction): Hex | undefined {
  return crypto.recover(transactionDigest(transaction), transaction.signature);
}

/** The kind behind a payload. */
export function transactionType(payload: Payload): TransactionType<never> {
  return TRANSACTIONS[payload.kind] as unknown as TransactionType<never>;
}
