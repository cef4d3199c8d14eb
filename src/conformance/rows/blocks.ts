/** What is wrong with a block, from its bytes to the roots that result: one thing in each row, and every two that follow each other. */
import { type Block, blockCodec, type Header } from "../../model/chain/block.ts";
import { listRoot } from "../../model/crypto/merkle-list.ts";
import { encode } from "../../model/encoding/codec.ts";
import { fromHex, type Hex, toHex } from "../../model/encoding/hex.ts";
import type { Code } from "../../model/errors/codes.ts";
import { attest, claim } from "../acts.ts";
import { BLOCK_CHECKS } from "../block-checks.ts";
import { act, addressOf, beaconOf, buildNext, type Chain, digestOf, SHORT, signed } from "../chain.ts";
import { type Stage, usualMarket } from "../scene.ts";
import { altered, CHARGE_FLAWS, CHARGE_ROWS, SENT, type Uncharged, wronged } from "./charges.ts";
import { attestedTwice, idsOf } from "./claims.ts";

/** The bytes of a block, and the chain that they are offered to. */
export interface OfferedBlock {
  readonly chain: Chain;
  readonly bytes: Uint8Array;
}

type HeaderFlaw = (header: Header, chain: Chain) => Partial<Header>;
type AlterBlock = (block: Block, chain: Chain) => Uint8Array;

const header =
  (flaw: HeaderFlaw): AlterBlock =>
  (block, chain) =>
    encode(blockCodec, { ...block, header: { ...block.header, ...flaw(block.header, chain) } });

const body =
  (transactions: (of: Block["transactions"]) => Block["transactions"]): AlterBlock =>
  (block) =>
    encode(blockCodec, { ...block, transactions: transactions(block.transactions) });

const bytesOf =
  (damage: (bytes: Uint8Array) => Uint8Array): AlterBlock =>
  (block) =>
    damage(encode(blockCodec, block));

const turned = (hex: Hex): Hex => toHex(altered(fromHex(hex), 0));

/** One wrong field of a header for each code that a header can be refused with, in order of precedence. */
export const HEADER_FLAWS: readonly (readonly [code: Code, flaw: HeaderFlaw])[] = [
  ["BLOCK_HEIGHT_WRONG", ({ height }) => ({ height: height + 1 })],
  ["BLOCK_PARENT_WRONG", ({ parent }) => ({ parent: turned(parent) })],
  ["BLOCK_PROPOSER_WRONG", () => ({ proposer: addressOf("eve") })],
  ["BLOCK_TIME_WRONG", (_, { state }) => ({ time: state.head.time })],
  ["BLOCK_BEACON_WRONG", ({ beacon }) => ({ beacon: turned(beacon) })],
  ["BLOCK_TRANSACTIONS_ROOT_WRONG", ({ transactionsRoot }) => ({ transactionsRoot: turned(transactionsRoot) })],
  ["BLOCK_RECEIPTS_ROOT_WRONG", ({ receiptsRoot }) => ({ receiptsRoot: turned(receiptsRoot) })],
  ["BLOCK_STATE_ROOT_WRONG", ({ stateRoot }) => ({ stateRoot: turned(stateRoot) })],
];

const ALTERED_BLOCKS: readonly (readonly [code: Code, wrong: string, alter: AlterBlock])[] = [
  ["BLOCK_MALFORMED", "nothing at all", bytesOf(() => new Uint8Array())],
  ["BLOCK_MALFORMED", "a byte too few", bytesOf((bytes) => bytes.slice(0, -1))],
  ["BLOCK_MALFORMED", "a byte too many", bytesOf((bytes) => Uint8Array.of(...bytes, 0))],
  ["BLOCK_MALFORMED", "another version", bytesOf((bytes) => bytes.with(0, 2))],
  ["BLOCK_HEIGHT_WRONG", "the height of its parent", header(({ height }) => ({ height: height - 1 }))],
  ["BLOCK_HEIGHT_WRONG", "a height left out", header(({ height }) => ({ height: height + 1 }))],
  ["BLOCK_PARENT_WRONG", "another parent", header(({ parent }) => ({ parent: turned(parent) }))],
  ["BLOCK_PROPOSER_WRONG", "the other proposer", header(({ height }, { genesis }) => ({ proposer: genesis.proposers[height % 2]! }))],
  ["BLOCK_PROPOSER_WRONG", "nobody of the list", header(() => ({ proposer: addressOf("eve") }))],
  ["BLOCK_TIME_WRONG", "the time of its parent", header((_, { state }) => ({ time: state.head.time }))],
  ["BLOCK_TIME_WRONG", "before its parent", header((_, { state }) => ({ time: state.head.time - 1 }))],
  ["BLOCK_BEACON_WRONG", "a byte altered", header(({ beacon }) => ({ beacon: turned(beacon) }))],
  ["BLOCK_BEACON_WRONG", "the beacon of the last height", header(({ height }, chain) => ({ beacon: beaconOf(chain, height - 1) }))],
  ["BLOCK_BEACON_WRONG", "the beacon of the next height", header(({ height }, chain) => ({ beacon: beaconOf(chain, height + 1) }))],
  ["BLOCK_TRANSACTIONS_ROOT_WRONG", "another root", header(({ transactionsRoot }) => ({ transactionsRoot: turned(transactionsRoot) }))],
  ["BLOCK_TRANSACTIONS_ROOT_WRONG", "a transaction left out", body((transactions) => transactions.slice(0, 1))],
  ["BLOCK_TRANSACTIONS_ROOT_WRONG", "another order", body((transactions) => [...transactions].reverse())],
  ["BLOCK_RECEIPTS_ROOT_WRONG", "another root", header(({ receiptsRoot }) => ({ receiptsRoot: turned(receiptsRoot) }))],
  ["BLOCK_STATE_ROOT_WRONG", "another root", header(({ stateRoot }) => ({ stateRoot: turned(stateRoot) }))],
];

/** A block of two claims about Ann's and Ben's attestations: what the altered ones were. */
export function validBlock(stage: Stage): { readonly chain: Chain; readonly block: Block } {
  const chain = stage.of(attestedTwice);
  const ids = idsOf(chain);
  return { chain, block: buildNext(chain, signed(chain, [claim(chain, "eve", ...ids), claim(chain, "dan", ...ids)])).block };
}

/** The block of Eve's valid transaction and of one that cannot be charged; its transactions root is right. */
export function blockWith({ chain, bytes }: Uncharged): Block {
  const [good] = signed(chain, [SENT]);
  const { block } = buildNext(chain, [good!]);
  const transactions = [good!, bytes];
  return { header: { ...block.header, transactionsRoot: toHex(listRoot(transactions)) }, transactions };
}

/** Bytes that Eve sends as so many reports: refused each, and counted. */
const junkReports = (chain: Chain, count: number): Uint8Array[] =>
  signed(
    chain,
    Array.from({ length: count }, () => attest(chain, "ann", { teeReport: Uint8Array.of(1), from: "eve" })),
  );
const junkItems = (chain: Chain, count: number): Uint8Array[] =>
  signed(
    chain,
    Array.from({ length: count }, () =>
      act("eve", { kind: "postCollateral", root: digestOf("root"), item: { kind: "rootCrl", crl: Uint8Array.of(1) } }),
    ),
  );

/** A block of transactions whose transactions root is right. */
function crowded(chain: Chain, transactions: readonly Uint8Array[]): OfferedBlock {
  const { block } = buildNext(chain, []);
  return { chain, bytes: encode(blockCodec, { header: { ...block.header, transactionsRoot: toHex(listRoot(transactions)) }, transactions }) };
}

/** A block that is refused whole, and why; the state stays as it was. */
export type BlockRow = readonly [code: Code, wrong: string, make: (stage: Stage) => OfferedBlock];

/** One thing wrong with a block or with one of its transactions. */
export const BLOCK_ROWS: readonly BlockRow[] = [
  ...ALTERED_BLOCKS.map(
    ([code, wrong, alter]): BlockRow => [
      code,
      wrong,
      (stage) => {
        const { chain, block } = stage.of(validBlock);
        return { chain, bytes: alter(block, chain) };
      },
    ],
  ),
  [
    "BLOCK_EVIDENCE_TOO_MUCH",
    "a report more than allowed",
    (stage) => crowded(stage.of(usualMarket), junkReports(stage.of(usualMarket), SHORT.blockReports + 1)),
  ],
  [
    "BLOCK_EVIDENCE_TOO_MUCH",
    "an item more than allowed",
    (stage) => crowded(stage.of(usualMarket), junkItems(stage.of(usualMarket), SHORT.blockCollateral + 1)),
  ],
  ...CHARGE_ROWS.map(
    ([code, wrong, make]): BlockRow => [
      code,
      wrong,
      (stage) => {
        const uncharged = make(stage.of(usualMarket));
        return { chain: uncharged.chain, bytes: encode(blockCodec, blockWith(uncharged)) };
      },
    ],
  ),
];

const headerFlaw = (code: Code): HeaderFlaw | undefined => HEADER_FLAWS.find(([of]) => of === code)?.[1];
const chargeFlaw = (code: Code) => CHARGE_FLAWS.find(([of]) => of === code)?.[1];

/** A block with both wrong: in its header, with its transaction, or one in each. */
function wrongTwice(stage: Stage, codes: readonly Code[]): OfferedBlock {
  const { chain, bytes } = wronged(
    stage.of(usualMarket),
    codes.flatMap((code) => chargeFlaw(code) ?? []),
  );
  const isValid = codes.every((code) => chargeFlaw(code) === undefined);
  const isCharged = codes.every((code) => headerFlaw(code) !== undefined);
  const { block } = buildNext(chain, isCharged ? [bytes] : []);
  const crowd = codes.includes("BLOCK_EVIDENCE_TOO_MUCH") ? junkReports(chain, SHORT.blockReports + 1) : [];
  const transactions = codes.includes("TRANSACTION_MALFORMED") ? [new Uint8Array()] : [...(crowd.length > 0 && isValid ? [] : [bytes]), ...crowd];
  const rooted: Header = { ...block.header, transactionsRoot: toHex(listRoot(transactions)) };
  const flaws = codes.flatMap((code) => headerFlaw(code) ?? []).map((flaw) => flaw(rooted, chain));
  return { chain, bytes: encode(blockCodec, { header: Object.assign({}, rooted, ...flaws), transactions }) };
}

/** Checks of a block that cannot fail with the one before: `EARLIER LATER` → why. */
export const BLOCK_IMPOSSIBLE: { readonly [pair: string]: string } = {
  "BLOCK_MALFORMED BLOCK_HEIGHT_WRONG": "bytes that do not decode have no height",
  "TRANSACTION_MALFORMED CHAIN_ID_WRONG": "bytes that do not decode have no chain id",
};

/** Every two adjacent checks of a block. */
export const BLOCK_ADJACENT: readonly (readonly [earlier: Code, later: Code])[] = BLOCK_CHECKS.slice(1).map((later, index) => [
  BLOCK_CHECKS[index]!,
  later,
]);

/** Blocks with two adjacent things wrong: the earlier code is the answer. */
export const BLOCK_PAIRS: readonly (readonly [earlier: Code, later: Code, make: (stage: Stage) => OfferedBlock])[] = BLOCK_ADJACENT.filter(
  ([earlier, later]) => BLOCK_IMPOSSIBLE[`${earlier} ${later}`] === undefined,
).map(([earlier, later]) => [earlier, later, (stage) => wrongTwice(stage, [earlier, later])]);
