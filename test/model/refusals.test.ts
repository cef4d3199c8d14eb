/**
 * Every refusal of the protocol, one row each: from something valid, with one thing wrong, comes that code and no other; and a
 * refused transaction leaves nothing behind but a nonce and a fee, a refused block nothing at all.
 */
import { describe, expect, it } from "vitest";
import { attest, claim } from "../../src/conformance/acts.ts";
import {
  type Act,
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
  SHORT,
  signed,
  skip,
} from "../../src/conformance/chain.ts";
import { genesisState } from "../../src/model/chain/genesis.ts";
import { type Payload, TRANSACTIONS } from "../../src/model/chain/transactions.ts";
import { listRoot } from "../../src/model/crypto/merkle-list.ts";
import { toHex } from "../../src/model/encoding/hex.ts";
import { CODES, type Code } from "../../src/model/errors/codes.ts";
import { accounts, ledgers } from "../../src/model/ledger/records.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { BLOCK_ROWS, CHARGE_FLAWS, CHARGE_ROWS, GENESIS_ROWS, HEADER_FLAWS, wronged } from "./refusal-rows.ts";
import { BLOCK_TIME, claimedAt, IDS, MARKET, order, PAIR, ROWS, unbond, VALID } from "./transaction-rows.ts";

const send = (from: Name): Act => act(from, { kind: "transfer", to: addressOf("dan"), amount: 1n });

describe("valid", () => {
  it.each(Object.entries(VALID))("%s is applied", (kind, make) => {
    const { chain, before, act: valid } = make();
    expect(valid.payload.kind).toBe(kind);
    expect(codesOf(playAny(chain, [...before, valid])).at(-1)).toBe("applied");
  });

  it.each([
    ["a timestamp as old as it may be", attest(MARKET, "ann", { timestamp: BLOCK_TIME - SHORT.maxAge })],
    ["a timestamp as new as it may be", attest(MARKET, "ann", { timestamp: BLOCK_TIME + SHORT.maxSkew })],
    ["an attestation that someone else sends", attest(MARKET, "ann", { from: "eve" })],
    ["an order that ends with the next block", act("cora", { ...order.payload, expiry: BigInt(MARKET.state.head.height + 2) } as Payload)],
    ["an unbonding of everything", unbond(100n * LUX)],
  ])("%s is applied", (_, valid) => {
    expect(codesOf(playAny(MARKET, [valid]))).toEqual(["applied"]);
  });

  it("a fee that is just within its limit, or just what the sender has, is charged", () => {
    const wanted = signed(MARKET, [send("eve")])[0]!;
    const fee = LUX / 1000n + 10n * BigInt(wanted.length);
    expect(codesOf(playAny(MARKET, [{ ...send("eve"), feeLimit: fee }]))).toEqual(["applied"]);
    const poor = play(MARKET, act("eve", { kind: "transfer", to: addressOf("a poor one"), amount: fee }));
    expect(codesOf(playAny(poor, [send("a poor one")]))).toEqual(["BALANCE_TOO_LOW"]);
  });

  it("a claim at the last block of its window is opened at the last block of its own", () => {
    const { chain, act: opening } = claimedAt(SHORT.challengeWindow);
    const late = skip(chain, SHORT.openWindow - 1);
    expect(codesOf(playAny(late, [opening]))).toEqual(["applied"]);
    expect(codesOf(playAny(skip(late, 1), [opening]))).toEqual(["CLAIM_UNKNOWN"]);
  });
});

/** Records that a refusal may touch: the sender's account and the totals. */
const feeRecords = (sender: Name): string[] => [accounts.keyOf(addressOf(sender)), ledgers.keyOf()].map((key) => `0x${key.slice(2)}`);

describe("refused", () => {
  it.each(ROWS)("%s: %s, %s", (kind, code, _, alter) => {
    const { chain, before, act: wrong } = alter(VALID[kind]());
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
  });
});

describe("a transaction that cannot be charged", () => {
  it.each(CHARGE_ROWS)("%s: %s", (code, _, make) => {
    const good = signed(MARKET, [act("eve", { kind: "transfer", to: addressOf("dan"), amount: 1n })])[0]!;
    const { chain, bytes } = make(MARKET);
    const built = buildNext(chain, [good, bytes]);
    expect(built.dropped).toMatchObject([{ transaction: bytes, refusal: { code } }]);
    expect(built.block.transactions).toEqual([good]);
    const transactions = [good, bytes];
    const header = { ...built.block.header, transactionsRoot: toHex(listRoot(transactions)) };
    const refused = applied(chain, { header, transactions });
    expect(refused).toMatchObject({ ok: false, refusal: { code } });
    expect(applied(chain, built.block).ok).toBe(true);
  });
});

describe("a block", () => {
  it.each(BLOCK_ROWS)("%s: %s", (code, _, alter) => {
    const { block } = buildNext(PAIR, signed(PAIR, [claim(PAIR, "eve", ...IDS), claim(PAIR, "dan", ...IDS)]));
    expect(applied(PAIR, block).ok).toBe(true);
    expect(alter(PAIR, block)).toEqual(code);
    expect(applied(PAIR, block).ok).toBe(true);
  });
});

describe("of several things wrong", () => {
  /** Every list of two or more of these, in their order. */
  const combinations = <T>(items: readonly T[]): T[][] => {
    const sets = Array.from({ length: 2 ** items.length }, (_, set) => items.filter((_item, index) => (set >> index) % 2 === 1));
    return sets.filter((list) => list.length > 1);
  };

  it("with a header, the code with the lowest number is the answer", () => {
    const { block } = buildNext(PAIR, signed(PAIR, [claim(PAIR, "eve", ...IDS)]));
    for (const flaws of combinations(HEADER_FLAWS)) {
      const header = Object.assign({}, block.header, ...flaws.map(([, fields]) => fields(block.header, PAIR)));
      expect(applied(PAIR, { ...block, header })).toMatchObject({ ok: false, refusal: { code: flaws[0]![0] } });
    }
  });

  it("of a block's transactions root, a transaction that cannot be charged, and the roots that result, the first is the answer", () => {
    const { block } = buildNext(PAIR, []);
    const malformed = [new Uint8Array()];
    const { header } = block;
    const wrong = { ...header, stateRoot: header.parent };
    expect(applied(PAIR, { header: wrong, transactions: malformed })).toMatchObject({ refusal: { code: "BLOCK_TRANSACTIONS_ROOT_WRONG" } });
    const counted = { ...wrong, transactionsRoot: toHex(listRoot(malformed)) };
    expect(applied(PAIR, { header: counted, transactions: malformed })).toMatchObject({ refusal: { code: "TRANSACTION_MALFORMED" } });
  });

  it("with what cannot be charged, the code with the lowest number is the answer", () => {
    for (const flaws of combinations(CHARGE_FLAWS)) {
      const { chain, bytes } = wronged(
        MARKET,
        flaws.map(([, wrong]) => wrong),
      );
      expect(buildNext(chain, [bytes]).dropped).toMatchObject([{ refusal: { code: flaws[0]![0] } }]);
    }
  });
});

describe("a genesis", () => {
  it.each(GENESIS_ROWS)("%s: %s", (code, _, alter) => {
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

  it("of every kind of transaction have a row each", () => {
    const wanted = Object.entries(TRANSACTIONS).flatMap(([kind, { codes }]) => codes.map((code) => `${kind} ${code}`));
    expect([...new Set(ROWS.map(([kind, code]) => `${kind} ${code}`))].sort()).toEqual(wanted.sort());
  });

  it("of the registry are all reached by a row", () => {
    const reached = [...ROWS.map(([, code]) => code), ...[...CHARGE_ROWS, ...BLOCK_ROWS, ...GENESIS_ROWS].map(([code]) => code)];
    expect(Object.keys(CODES).filter((code) => !reached.includes(code as Code))).toEqual([]);
  });

  it("have a number each, and their numbers rise in the order of the registry but for the last", () => {
    const numbers = Object.values(CODES).map(({ number }) => number);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });
});
