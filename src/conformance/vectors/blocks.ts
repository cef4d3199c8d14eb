/** Vectors of blocks: of every kind of transaction, and of what is refused whole. */
import { applyBytes } from "../../model/chain/apply.ts";
import { blockCodec } from "../../model/chain/block.ts";
import { type TransactionKind, transactionCodec } from "../../model/chain/transactions.ts";
import { decode, encode, type Json } from "../../model/encoding/codec.ts";
import { CODES, type Code, codeOfNumber } from "../../model/errors/codes.ts";
import { buildNext, type Chain, signed } from "../chain.ts";
import { receiptsCodec } from "../kinds.ts";
import type { Pair } from "../pairs.ts";
import { BLOCK_PAIRS, BLOCK_ROWS } from "../rows/blocks.ts";
import { TRANSACTION_ROWS } from "../rows/transactions.ts";
import type { Scene, Stage } from "../scene.ts";
import { type Part, part, rootHex, slug, type Vector, type VectorDraft, vectorOf } from "./vector.ts";

/** The transactions of a block as JSON; null for one that does not decode. */
export function transactionsJson(transactions: readonly Uint8Array[]): Json {
  return transactions.map((bytes) => {
    const decoded = decode(transactionCodec, bytes);
    return decoded.ok ? transactionCodec.toJson(decoded.value) : null;
  });
}

/** A block's bytes, its twin, and its transactions to read. */
function blockParts(bytes: Uint8Array): { readonly block: Part; readonly reading: { readonly [file: string]: Json } } {
  const decoded = decode(blockCodec, bytes);
  if (!decoded.ok) return { block: { bytes }, reading: {} };
  return { block: part(blockCodec, decoded.value), reading: { "transactions.json": transactionsJson(decoded.value.transactions) } };
}

/** A number of the registry as vectors give it: 0 is "applied". */
export const nameOfCode = (number: number): string => (number === 0 ? "applied" : (codeOfNumber(number) ?? String(number)));

/** What a client is to come to when it is offered a block: the draft of a vector. */
export function offered({ state }: Chain, bytes: Uint8Array): Pick<VectorDraft, "shape" | "state" | "expected" | "parts" | "reading"> {
  const result = applyBytes(state, bytes);
  const { block, reading } = blockParts(bytes);
  if (!result.ok) {
    const { code } = result.refusal;
    const expected = { applied: false, code, number: CODES[code].number, root: rootHex(state), head: state.head.hash };
    return { shape: "block", state, expected, reading, parts: { block } };
  }
  const number = result.receipts.at(-1)?.code ?? 0;
  const expected = { applied: true, code: nameOfCode(number), number, root: rootHex(result.state), head: result.state.head.hash };
  return { shape: "block", state, expected, reading, parts: { block, receipts: part(receiptsCodec, { receipts: result.receipts }) } };
}

const played = ({ chain, before, act }: Scene) => offered(chain, encode(blockCodec, buildNext(chain, signed(chain, [...before, act])).block));

function expecting(draft: VectorDraft, code: string): VectorDraft {
  if (draft.expected["code"] !== code) throw new Error(`${draft.name}: ${String(draft.expected["code"])}, ${code} wanted`);
  return draft;
}

const sentence = (code: Code, wrong: string): string => `${wrong}: ${CODES[code].meaning}`;

/** The vectors of a kind of transaction: what is applied, every refusal, every pair. */
export function transactionVectors(stage: Stage, kind: TransactionKind, pairs: readonly Pair[]): readonly Vector[] {
  const { valid, refused, ruling, lp } = { ...TRANSACTION_ROWS[kind], ruling: TRANSACTION_ROWS[kind].rulings };
  const begun = stage.of(valid[0][1]);
  const drafts: VectorDraft[] = [
    ...valid.map(([about, make]) => expecting({ ...played(stage.of(make)), name: slug("valid", about), about: `${about}: applied` }, "applied")),
    ...refused.map(([code, wrong, alter]) =>
      expecting({ ...played(alter(begun, stage)), name: slug(code, wrong), about: sentence(code, wrong) }, code),
    ),
    ...pairs
      .filter((pair) => pair.kind === kind)
      .map(({ codes: [earlier, later], wrong, scene }) =>
        expecting(
          { ...played(scene), name: slug(earlier, "before", later), about: `${wrong}: ${earlier} is the answer, and ${later} is wrong too` },
          earlier,
        ),
      ),
  ];
  return drafts.map((draft) => vectorOf(kind, { ...draft, ruling, lp }));
}

/** Blocks that are refused whole, for one reason and for two. */
export function blockVectors(stage: Stage): readonly Vector[] {
  const single = BLOCK_ROWS.map(([code, wrong, make]): VectorDraft => {
    const { chain, bytes } = make(stage);
    return expecting({ ...offered(chain, bytes), name: slug(code, wrong), about: sentence(code, wrong) }, code);
  });
  const double = BLOCK_PAIRS.map(([earlier, later, make]): VectorDraft => {
    const { chain, bytes } = make(stage);
    const about = `${earlier} is the answer, and ${later} is wrong too`;
    return expecting({ ...offered(chain, bytes), name: slug(earlier, "before", later), about }, earlier);
  });
  return [...single, ...double].map((draft) => vectorOf("block", { ...draft, ruling: ["R36", "R37"] }));
}
