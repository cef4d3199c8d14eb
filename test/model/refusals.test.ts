/**
 * Every refusal of the protocol, one row each: from something valid, with one thing wrong, comes that code and no other; with two
 * adjacent ones wrong comes the earlier; and a refused transaction leaves nothing behind but a nonce and a fee, a refused block
 * nothing at all.
 */
import { describe, expect, it } from "vitest";
import { BLOCK_CHECKS } from "../../src/conformance/block-checks.ts";
import {
  act,
  addressOf,
  applied,
  begin,
  buildNext,
  codesOf,
  differences,
  type Name,
  play,
  playAny,
  signed,
  skip,
} from "../../src/conformance/chain.ts";
import { ADJACENT, flawsOf, impossibility, pairOf, pairsOf } from "../../src/conformance/pairs.ts";
import { BLOCK_ADJACENT, BLOCK_IMPOSSIBLE, BLOCK_PAIRS, BLOCK_ROWS, blockWith, HEADER_FLAWS, validBlock } from "../../src/conformance/rows/blocks.ts";
import { CHARGE_FLAWS, CHARGE_ROWS, feeOf, SENT, wronged } from "../../src/conformance/rows/charges.ts";
import { GENESIS_PAIRS, GENESIS_ROWS } from "../../src/conformance/rows/genesis.ts";
import { TRANSACTION_ROWS } from "../../src/conformance/rows/transactions.ts";
import { type Scene, stageOf, usualMarket } from "../../src/conformance/scene.ts";
import { applyBytes } from "../../src/model/chain/apply.ts";
import { blockCodec } from "../../src/model/chain/block.ts";
import { genesisState } from "../../src/model/chain/genesis.ts";
import { TRANSACTIONS, type TransactionKind } from "../../src/model/chain/transactions.ts";
import { idealKeyring } from "../../src/model/crypto/ideal.ts";
import { listRoot } from "../../src/model/crypto/merkle-list.ts";
import { encode } from "../../src/model/encoding/codec.ts";
import { toHex } from "../../src/model/encoding/hex.ts";
import { CODES, type Code } from "../../src/model/errors/codes.ts";
import { accounts, ledgers } from "../../src/model/ledger/records.ts";

const STAGE = stageOf(idealKeyring());
const KINDS = Object.entries(TRANSACTION_ROWS);
const ROWS = KINDS.flatMap(([kind, { refused }]) => refused.map(([code, wrong, alter]) => [kind as TransactionKind, code, wrong, alter] as const));
const PAIRS = pairsOf(STAGE);

const played = ({ chain, before, act: last }: Scene) => playAny(chain, [...before, last]);
const validOf = (kind: TransactionKind): Scene => STAGE.of(TRANSACTION_ROWS[kind].valid[0][1]);

describe("valid", () => {
  const valid = KINDS.flatMap(([kind, rows]) => rows.valid.map(([about, make]) => [kind, about, make] as const));
  it.each(valid)("%s, %s, is applied", (kind, _, make) => {
    const made = make(STAGE);
    expect(made.act.payload.kind).toBe(kind);
    expect(codesOf(played(made))).toEqual([...made.before, made.act].map(() => "applied"));
  });

  it("a fee that is just within its limit, or just what the sender has, is charged", () => {
    const market = STAGE.of(usualMarket);
    const fee = feeOf(signed(market, [SENT])[0]!);
    expect(codesOf(playAny(market, [{ ...SENT, feeLimit: fee }]))).toEqual(["applied"]);
    const poor = play(market, act("eve", { kind: "transfer", to: addressOf("a poor one"), amount: fee }));
    expect(codesOf(playAny(poor, [{ ...SENT, from: "a poor one" }]))).toEqual(["BALANCE_TOO_LOW"]);
  });

  it("an opening a block after the last of its claim is refused", () => {
    const last = TRANSACTION_ROWS.openCase.valid[2]![1](STAGE);
    expect(codesOf(playAny(skip(last.chain, 1), [last.act]))).toEqual(["CLAIM_UNKNOWN"]);
  });
});

/** Records that a refusal may touch: the sender's account and the totals. */
const feeRecords = (sender: Name): string[] => [accounts.keyOf(addressOf(sender)), ledgers.keyOf()].map((key) => `0x${key.slice(2)}`);

function expectRefused({ chain, before, act: wrong }: Scene, code: Code): void {
  const refused = playAny(chain, [...before, wrong]);
  expect(codesOf(refused)).toEqual([...before.map(() => "applied"), code]);

  const without = playAny(chain, before);
  const touched = differences(without.state.store, refused.state.store).map((difference) => difference.split(" ")[1]);
  expect(touched.sort()).toEqual(feeRecords(wrong.from).sort());
  const { fee, events } = refused.last!.receipts.at(-1)!;
  const [old, now] = [without, refused].map(({ state }) => accounts.at(state.store, addressOf(wrong.from)));
  expect(now).toEqual({ nonce: old!.nonce + 1, balance: old!.balance - fee });
  expect(ledgers.at(refused.state.store).burnt - ledgers.at(without.state.store).burnt).toBe(fee);
  expect(events).toMatchObject([{ kind: "moved", from: "balance", to: "burnt", amount: fee }]);
}

describe("refused", () => {
  it.each(ROWS)("%s: %s, %s", (kind, code, _, alter) => expectRefused(alter(validOf(kind), STAGE), code));
});

describe("refused for the earlier of two", () => {
  it.each(PAIRS.map((pair) => [pair.kind, ...pair.codes, pair.wrong, pair.scene] as const))(
    "%s: %s before %s, %s",
    (_, earlier, later, _wrong, made) => {
      expect(flawsOf(made)).toContain(later);
      expectRefused(made, earlier);
    },
  );

  it.each(ADJACENT.map((adjacent) => [adjacent]))("%j is a row or impossible, and not both", (adjacent) => {
    const isPaired = PAIRS.some(({ kind, codes }) => [kind, ...codes].join() === adjacent.join());
    expect(isPaired).toBe(impossibility(adjacent) === undefined);
    if (!isPaired) expect(pairOf(STAGE, adjacent)).toBeUndefined();
  });

  it("impossible are adjacent checks only", () => {
    const listed = KINDS.flatMap(([kind, { impossible }]) => Object.keys(impossible ?? {}).map((pair) => [kind, ...pair.split(" ")].join()));
    expect(ADJACENT.map((adjacent) => adjacent.join())).toEqual(expect.arrayContaining(listed));
    expect(BLOCK_ADJACENT.map((pair) => pair.join(" "))).toEqual(expect.arrayContaining(Object.keys(BLOCK_IMPOSSIBLE)));
  });

  it("written pairs are of adjacent checks, and are taken", () => {
    for (const [kind, { pairs }] of KINDS)
      for (const [earlier, later, wrong] of pairs ?? [])
        expect(PAIRS.filter((pair) => pair.kind === kind && pair.wrong === wrong).map(({ codes }) => codes)).toEqual([[earlier, later]]);
  });
});

describe("a transaction that cannot be charged", () => {
  it.each(CHARGE_ROWS)("%s: %s", (code, _, make) => {
    const uncharged = make(STAGE.of(usualMarket));
    const [good] = signed(uncharged.chain, [SENT]);
    const built = buildNext(uncharged.chain, [good!, uncharged.bytes]);
    expect(built.dropped).toMatchObject([{ transaction: uncharged.bytes, refusal: { code } }]);
    expect(built.block.transactions).toEqual([good]);
    expect(applied(uncharged.chain, blockWith(uncharged))).toMatchObject({ ok: false, refusal: { code } });
    expect(applied(uncharged.chain, built.block).ok).toBe(true);
  });
});

describe("a block", () => {
  const valid = STAGE.of(validBlock);
  it("is applied where nothing is wrong with it", () => {
    expect(applyBytes(valid.chain.state, encode(blockCodec, valid.block)).ok).toBe(true);
  });

  it.each(BLOCK_ROWS)("%s: %s", (code, _, make) => {
    const { chain, bytes } = make(STAGE);
    expect(applyBytes(chain.state, bytes)).toMatchObject({ ok: false, refusal: { code } });
  });

  it.each(BLOCK_PAIRS)("%s before %s", (earlier, _, make) => {
    const { chain, bytes } = make(STAGE);
    expect(applyBytes(chain.state, bytes)).toMatchObject({ ok: false, refusal: { code: earlier } });
  });

  it("has a row for each of its checks, whose numbers rise", () => {
    expect([...new Set(BLOCK_ROWS.map(([code]) => code))].sort()).toEqual([...BLOCK_CHECKS].sort());
    const numbers = BLOCK_CHECKS.map((code) => CODES[code].number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });
});

describe("of several things wrong", () => {
  /** Every list of two or more of these, in their order. */
  const combinations = <T>(items: readonly T[]): T[][] => {
    const sets = Array.from({ length: 2 ** items.length }, (_, set) => items.filter((_item, index) => (set >> index) % 2 === 1));
    return sets.filter((list) => list.length > 1);
  };

  it("with a header, the code with the lowest number is the answer", () => {
    const { chain, block } = STAGE.of(validBlock);
    for (const flaws of combinations(HEADER_FLAWS)) {
      const header = Object.assign({}, block.header, ...flaws.map(([, flaw]) => flaw(block.header, chain)));
      expect(applied(chain, { ...block, header })).toMatchObject({ ok: false, refusal: { code: flaws[0]![0] } });
    }
  });

  it("of a block's transactions root, a transaction that cannot be charged, and the roots that result, the first is the answer", () => {
    const { chain } = STAGE.of(validBlock);
    const { block } = buildNext(chain, []);
    const malformed = [new Uint8Array()];
    const { header } = block;
    const wrong = { ...header, stateRoot: header.parent };
    expect(applied(chain, { header: wrong, transactions: malformed })).toMatchObject({ refusal: { code: "BLOCK_TRANSACTIONS_ROOT_WRONG" } });
    const counted = { ...wrong, transactionsRoot: toHex(listRoot(malformed)) };
    expect(applied(chain, { header: counted, transactions: malformed })).toMatchObject({ refusal: { code: "TRANSACTION_MALFORMED" } });
  });

  it("with what cannot be charged, the code with the lowest number is the answer", () => {
    for (const flaws of combinations(CHARGE_FLAWS)) {
      const { chain, bytes } = wronged(
        STAGE.of(usualMarket),
        flaws.map(([, wrong]) => wrong),
      );
      expect(buildNext(chain, [bytes]).dropped).toMatchObject([{ refusal: { code: flaws[0]![0] } }]);
    }
  });
});

describe("a genesis", () => {
  const rows = [...GENESIS_ROWS, ...GENESIS_PAIRS.map(([earlier, , wrong, alter]) => [earlier, wrong, alter] as const)];
  it.each(rows)("%s: %s", (code, _, alter) => {
    const { genesis, keyring } = begin();
    expect(genesisState(genesis, keyring.crypto).ok).toBe(true);
    expect(genesisState(alter(genesis), keyring.crypto)).toMatchObject({ ok: false, refusal: { code } });
  });
});

describe("codes", () => {
  it("of a kind of transaction rise: the order of its checks is the order of precedence", () => {
    for (const { codes } of Object.values(TRANSACTIONS)) {
      const numbers = codes.map((code) => CODES[code].number);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    }
  });

  it.each(KINDS)("of %s have a row each, in their order", (kind, { refused }) => {
    expect([...new Set(refused.map(([code]) => code))]).toEqual(TRANSACTIONS[kind as TransactionKind].codes);
  });

  it("of the registry are all reached by a row", () => {
    const reached = [...ROWS.map(([, code]) => code), ...[...BLOCK_ROWS, ...GENESIS_ROWS].map(([code]) => code)];
    expect(Object.keys(CODES).filter((code) => !reached.includes(code as Code))).toEqual([]);
  });

  it("have a number each, and their numbers rise in the order of the registry but for the last", () => {
    const numbers = Object.values(CODES).map(({ number }) => number);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });
});
