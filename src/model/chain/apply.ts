import { beaconValue } from "../crypto/crypto.ts";
import { doublingListRoot, listRoot } from "../crypto/merkle-list.ts";
import { decode, encode } from "../encoding/codec.ts";
import { type Hex, toHex } from "../encoding/hex.ts";
import { CODES, type Refusal } from "../errors/codes.ts";
import type { Event } from "../events/events.ts";
import { protocolInForce } from "../ledger/records.ts";
import { commit, draftOf, storeRoot } from "../state/store.ts";
import type { Work } from "../state/work.ts";
import { BLOCK_TRANSACTIONS_MAX, type Block, beaconDigest, blockCodec, blockHash, type Header, type Receipt, receiptCodec } from "./block.ts";
import { type Chargeable, charge, senderOfBytes, takeFee } from "./charge.ts";
import { endOfBlock } from "./end-of-block.ts";
import { countEvidence } from "./evidence-limit.ts";
import type { State } from "./state.ts";
import { transactionType } from "./transactions.ts";

/** What a block did. */
export interface Outcome {
  readonly state: State;
  /** One for each transaction, in order. */
  readonly receipts: readonly Receipt[];
  /** Events of the transactions, then those of the end of the block. */
  readonly events: readonly Event[];
}

/** A block applied, or refused whole: then the state is as it was. */
export type Applied = ({ readonly ok: true } & Outcome) | { readonly ok: false; readonly refusal: Refusal };

/** A block before it is executed. */
export type Proposal = Pick<Header, "time" | "proposer" | "beacon"> & { readonly transactions: readonly Uint8Array[] };

/** What a proposer gets: the block, what it did, and what could not be charged and was left out. */
export interface Built extends Outcome {
  readonly block: Block;
  readonly dropped: readonly { readonly transaction: Uint8Array; readonly refusal: Refusal }[];
}

const refuse = (code: Refusal["code"], detail: string): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: { code, detail },
});

/** The proposer whose turn a height is: round robin over the genesis list, from height 1. */
export function proposerAt(state: State, height: number): Hex {
  const { proposers } = state.chain;
  return proposers[(height - 1) % proposers.length]!;
}

/** Why a header does not follow the head, or nothing; in order of precedence. */
function headerFlaw(state: State, header: Header): ReturnType<typeof refuse> | undefined {
  const { chain, head } = state;
  const height = head.height + 1;
  if (header.height !== height) return refuse("BLOCK_HEIGHT_WRONG", `height ${header.height}, ${height} wanted`);
  if (header.parent !== head.hash) return refuse("BLOCK_PARENT_WRONG", `parent ${header.parent}, ${head.hash} wanted`);
  const proposer = proposerAt(state, height);
  if (header.proposer !== proposer) return refuse("BLOCK_PROPOSER_WRONG", `proposer ${header.proposer}, ${proposer} wanted`);
  if (header.time < head.time + 1) return refuse("BLOCK_TIME_WRONG", `time ${header.time}, at least ${head.time + 1} wanted`);
  if (!chain.crypto.verifyBeacon(chain.beaconKey, beaconDigest(chain.chainId, height), header.beacon))
    return refuse("BLOCK_BEACON_WRONG", `no signature of height ${height} by the beacon's key`);
  return undefined;
}

function beginBlock(state: State, { time, beacon, proposer }: Pick<Header, "time" | "beacon" | "proposer">): Work {
  const height = state.head.height + 1;
  return {
    chain: state.chain,
    draft: draftOf(state.store),
    height,
    time,
    beacon: beaconValue(beacon),
    parent: state.head.hash,
    proposer,
    events: [],
  };
}

/** Charges and executes one transaction. */
function execute(block: Work, chargeable: Chargeable): Receipt {
  const work: Work = { ...block, events: [] };
  takeFee(work, chargeable);
  const { payload, nonce } = chargeable.transaction;
  const { execute: run } = transactionType(payload);
  const refusal = run({ work, sender: chargeable.sender, nonce, payload: payload as never, protocol: protocolInForce(work.draft) });
  return { transaction: chargeable.hash, code: refusal === undefined ? 0 : CODES[refusal.code].number, fee: chargeable.fee, events: work.events };
}

/** The root of a block's list, as R03 says. */
function listRootOf({ chain }: State, items: readonly Uint8Array[]): Hex {
  return toHex(chain.rulings.R03 === "default" ? listRoot(items) : doublingListRoot(items));
}

/** The roots that result from executing a block. */
function rootsOf(receipts: readonly Receipt[], state: State): Pick<Header, "receiptsRoot" | "stateRoot"> {
  return {
    receiptsRoot: listRootOf(
      state,
      receipts.map((receipt) => encode(receiptCodec, receipt)),
    ),
    stateRoot: toHex(storeRoot(state.store)),
  };
}

/** The end of the block, and the state after it, but for the head. */
function finish(state: State, work: Work, receipts: readonly Receipt[]): Outcome {
  endOfBlock(work);
  const events = [...receipts.flatMap((receipt) => receipt.events), ...work.events];
  return { state: { ...state, store: commit(work.draft) }, receipts, events };
}

const withHead = (outcome: Outcome, header: Header): Outcome => ({
  ...outcome,
  state: { ...outcome.state, head: { height: header.height, hash: blockHash(header), time: header.time } },
});

/**
 * The state transition: applies a block to a state (section 1, "Block"; R36, R37). Pure. A block whose header does not follow,
 * that holds a transaction which cannot be charged, or whose roots are not those that result, is refused whole.
 */
export function apply(state: State, block: Block): Applied {
  const { header, transactions } = block;
  if (transactions.length > BLOCK_TRANSACTIONS_MAX)
    return refuse("BLOCK_MALFORMED", `${transactions.length} transactions, at most ${BLOCK_TRANSACTIONS_MAX} allowed`);
  const flaw = headerFlaw(state, header);
  if (flaw !== undefined) return flaw;
  const transactionsRoot = listRootOf(state, transactions);
  if (header.transactionsRoot !== transactionsRoot) return refuse("BLOCK_TRANSACTIONS_ROOT_WRONG", transactionsRoot);
  const work = beginBlock(state, header);
  const { parameters } = protocolInForce(work.draft);
  const evidence = { reports: 0, collateral: 0 };
  const receipts: Receipt[] = [];
  for (const [index, bytes] of transactions.entries()) {
    const judged = charge(work, bytes);
    if (!judged.ok) return refuse(judged.refusal.code, `transaction ${index}: ${judged.refusal.detail}`);
    if (!countEvidence(evidence, judged.transaction.payload, parameters))
      return refuse(
        "BLOCK_EVIDENCE_TOO_MUCH",
        `transaction ${index}: ${parameters.blockReports} reports and ${parameters.blockCollateral} items allowed`,
      );
    receipts.push(execute(work, judged));
  }
  const outcome = finish(state, work, receipts);
  const roots = rootsOf(receipts, outcome.state);
  if (header.receiptsRoot !== roots.receiptsRoot) return refuse("BLOCK_RECEIPTS_ROOT_WRONG", roots.receiptsRoot);
  if (header.stateRoot !== roots.stateRoot) return refuse("BLOCK_STATE_ROOT_WRONG", roots.stateRoot);
  return { ok: true, ...withHead(outcome, header) };
}

/** `apply` of a block as it travels: bytes that do not decode are refused with `BLOCK_MALFORMED`. */
export function applyBytes(state: State, bytes: Uint8Array): Applied {
  const decoded = decode(blockCodec, bytes);
  return decoded.ok ? apply(state, decoded.value) : refuse("BLOCK_MALFORMED", `byte ${decoded.offset}: ${decoded.reason}`);
}

/**
 * Builds the next block as its proposer does: executes what can be charged, leaves the rest out, fills in the roots. A transaction with more evidence than
 * the block has room for waits for the next one, and so do those of its sender that come after it.
 */
export function build(state: State, proposal: Proposal): Built {
  const work = beginBlock(state, proposal);
  const { parameters } = protocolInForce(work.draft);
  const evidence = { reports: 0, collateral: 0 };
  const waiting = new Set<Hex>();
  const receipts: Receipt[] = [];
  const transactions: Uint8Array[] = [];
  const dropped: Built["dropped"][number][] = [];
  for (const bytes of proposal.transactions) {
    if (transactions.length === BLOCK_TRANSACTIONS_MAX) break; // the rest is for the next block
    const judged = charge(work, bytes);
    const sender = judged.ok ? judged.sender : waiting.size === 0 ? undefined : senderOfBytes(work, bytes);
    if (sender !== undefined && waiting.has(sender)) continue;
    if (judged.ok && !countEvidence(evidence, judged.transaction.payload, parameters)) waiting.add(judged.sender);
    else if (judged.ok) {
      receipts.push(execute(work, judged));
      transactions.push(bytes);
    } else dropped.push({ transaction: bytes, refusal: judged.refusal });
  }
  const outcome = finish(state, work, receipts);
  const { time, proposer, beacon } = proposal;
  const transactionsRoot = listRootOf(state, transactions);
  const header: Header = {
    height: work.height,
    parent: state.head.hash,
    time,
    proposer,
    beacon,
    transactionsRoot,
    ...rootsOf(receipts, outcome.state),
  };
  return { ...withHead(outcome, header), block: { header, transactions }, dropped };
}
