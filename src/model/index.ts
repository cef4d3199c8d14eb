/** The A-chain's reference model: pure, synchronous, without clock, randomness or I/O; it runs in a browser. */
export { attestationId, attestedKey, inputHash, orderId, outputHash, outputRoot, teeReportHash } from "./attestation/hashes.ts";
export {
  type Attestation,
  type AttestationBody,
  type AttestationRecord,
  attestationBodyCodec,
  attestationCodec,
  attestations,
  type Order,
  orders,
} from "./attestation/records.ts";
export { type Applied, apply, type Built, build, type Outcome, type Proposal, proposerAt } from "./chain/apply.ts";
export { type Block, beaconDigest, blockCodec, blockHash, type Header, headerCodec, type Receipt, receiptCodec } from "./chain/block.ts";
export { chainIdOf, type Genesis, genesisCodec, genesisFlaw, genesisState } from "./chain/genesis.ts";
export type { Head, State } from "./chain/state.ts";
export {
  type Payload,
  payloadCodec,
  signTransaction,
  TRANSACTIONS,
  type Transaction,
  type TransactionKind,
  transactionCodec,
  transactionDigest,
  transactionHash,
} from "./chain/transactions.ts";
export { type Address, address, checksumAddress, NOBODY } from "./crypto/address.ts";
export { type BeaconSigner, beaconValue, type Crypto, type Keyring, type P256Signer, type Signer } from "./crypto/crypto.ts";
export { type Curves, nobleCurves, type P256, useCurves } from "./crypto/curves.ts";
export { concat, type Hasher, hashPairs, keccak256, nobleHasher, sha256, taggedHash, useHasher } from "./crypto/hash.ts";
export { idealKeyring } from "./crypto/ideal.ts";
export { listRoot } from "./crypto/merkle-list.ts";
export { realCrypto, realKeyring, realKeyringOf } from "./crypto/real.ts";
export { drawSeats } from "./dispute/draw.ts";
export type { Candidate } from "./dispute/field.ts";
export { claimHash, drawSeed, seatCommitment } from "./dispute/hashes.ts";
export { type PaidCase, type PaidMember, type Payout, payouts } from "./dispute/payouts.ts";
export { type Case, caseInputs, caseOutputs, cases, claims, hasEnded } from "./dispute/records.ts";
export { type Ballot, strictMajority, tally } from "./dispute/tally.ts";
export { type Codec, type Decoded, decode, encode, type Json, JsonFormError, type TypeOf } from "./encoding/codec.ts";
export { fromHex, type Hex, parseHex, toHex } from "./encoding/hex.ts";
export { CODES, type Code, codeOfNumber, type Refusal } from "./errors/codes.ts";
export { type Event, type EventKind, PURSES, type PurseName } from "./events/events.ts";
export { accounts, ledgers, protocolInForce, protocols } from "./ledger/records.ts";
export { INEQUALITIES, type Violation, violations, WAIVERS } from "./params/consistency.ts";
export { DEFAULT_PARAMETERS, LUX, PARAMETER_ROWS, PARAMETERS, type ParameterName, type Parameters } from "./params/parameters.ts";
export { PRESETS } from "./params/presets.ts";
export { appealLockOf, bondOf, exposuresOf, joinLockOf, longestCase, type Protocol, REFERENCE, TEE_ASSUMED } from "./params/protocol.ts";
export { RULING_ROWS, RULINGS, type RulingChoices, type RulingId } from "./params/rulings.ts";
export { type Model, models, sides, tolerances } from "./registry/records.ts";
export { freeStake, isActive, matureStake, type Provider, providers, services } from "./staking/records.ts";
export { ownerConsent } from "./staking/register-provider.ts";
export { type Proof, proofCodec, prove, verifyProof } from "./state/proof.ts";
export { rebuildTree, type Store, storeRoot } from "./state/store.ts";
export { type Change, rootOf, type Tree } from "./state/tree.ts";
export { update } from "./state/tree-update.ts";
export {
  addDistances,
  type Comparison,
  compareDistances,
  compareOutputs,
  type Decimal,
  type Distance,
  distanceOf,
  f32Output,
  formatDecimal,
  type Output,
  outputCodec,
  parseDecimal,
  type Request,
  requestCodec,
  type Tolerance,
  toleranceFlaw,
} from "./tolerance/index.ts";
