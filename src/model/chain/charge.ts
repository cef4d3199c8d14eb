import type { Address } from "../crypto/address.ts";
import { decode } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import type { Refusal } from "../errors/codes.ts";
import { balance, burnt, move } from "../ledger/money.ts";
import { accounts, protocolInForce } from "../ledger/records.ts";
import type { Work } from "../state/work.ts";
import { digestOfBytes, type Transaction, transactionCodec, transactionHash } from "./transactions.ts";

/** A transaction that can be charged: who pays, and how much. */
export interface Chargeable {
  readonly hash: Hex;
  readonly transaction: Transaction;
  readonly sender: Address;
  readonly fee: bigint;
}

/** A transaction judged for charging. */
export type Charge = ({ readonly ok: true } & Chargeable) | { readonly ok: false; readonly refusal: Refusal };

/**
 * Whether a transaction can be charged, checked in order: bytes, chain id, signature, nonce, fee limit, balance (section 1,
 * "Block"). A signature that recovers an address without an account counts as bad: with a recoverable signature an altered
 * transaction has some sender, only never one that exists.
 */
export function charge(work: Work, bytes: Uint8Array): Charge {
  const refuse = (code: Refusal["code"], detail: string): Charge => ({ ok: false, refusal: { code, detail } });
  const decoded = decode(transactionCodec, bytes);
  if (!decoded.ok) return refuse("TRANSACTION_MALFORMED", `byte ${decoded.offset}: ${decoded.reason}`);
  const transaction = decoded.value;
  if (transaction.chainId !== work.chain.chainId) return refuse("CHAIN_ID_WRONG", transaction.chainId);
  const sender = work.chain.crypto.recover(digestOfBytes(bytes), transaction.signature);
  const account = sender === undefined ? undefined : accounts.get(work.draft, sender);
  if (sender === undefined || account === undefined) return refuse("SIGNATURE_INVALID", sender ?? "recovers no key");
  if (transaction.nonce !== account.nonce) return refuse("NONCE_WRONG", `nonce ${transaction.nonce}, the next is ${account.nonce}`);
  const { txFee, txFeePerByte } = protocolInForce(work.draft).parameters;
  const fee = txFee + txFeePerByte * BigInt(bytes.length);
  if (fee > transaction.feeLimit) return refuse("FEE_LIMIT_TOO_LOW", `fee ${fee}, limit ${transaction.feeLimit}`);
  if (fee > account.balance) return refuse("FEE_UNPAYABLE", `fee ${fee}, balance ${account.balance}`);
  return { ok: true, hash: transactionHash(bytes), transaction, sender, fee };
}

/** Who sent a transaction, by its bytes; undefined where they do not decode or recover no key. */
export function senderOfBytes({ chain }: Work, bytes: Uint8Array): Address | undefined {
  const decoded = decode(transactionCodec, bytes);
  return decoded.ok ? chain.crypto.recover(digestOfBytes(bytes), decoded.value.signature) : undefined;
}

/** Takes the fee and raises the nonce, whatever becomes of the transaction (R37, R53). */
export function takeFee(work: Work, { sender, fee }: Chargeable): void {
  const account = accounts.at(work.draft, sender);
  accounts.put(work.draft, { ...account, nonce: account.nonce + 1 }, sender);
  move(work, balance(sender), work.chain.rulings.R53 === "proposer" ? balance(work.proposer) : burnt, fee);
}
