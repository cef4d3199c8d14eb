/** What is wrong with a genesis. One thing in each row, and both in the last. */
import type { Genesis } from "../../model/chain/genesis.ts";
import type { Code } from "../../model/errors/codes.ts";

const outlived = ({ protocol, ...rest }: Genesis): Genesis => ({
  ...rest,
  protocol: { ...protocol, parameters: { ...protocol.parameters, unbonding: 96 } },
});

const NO_POINT = { publicKey: `0x${"00".repeat(48)}`, possession: `0x${"00".repeat(96)}`, weight: 1n } as const;

/** A genesis that is refused, and why. Some cannot be encoded at all. */
export const GENESIS_ROWS: readonly (readonly [code: Code, wrong: string, alter: (genesis: Genesis) => Genesis])[] = [
  ["GENESIS_MALFORMED", "a name that is too long", (genesis) => ({ ...genesis, name: "x".repeat(65) })],
  [
    "GENESIS_MALFORMED",
    "half a block",
    ({ protocol, ...rest }) => ({ ...rest, protocol: { ...protocol, parameters: { ...protocol.parameters, joinWindow: 3.5 } } }),
  ],
  ["GENESIS_MALFORMED", "a beacon key that is no point", (genesis) => ({ ...genesis, beaconKey: `0x${"00".repeat(48)}` })],
  ["GENESIS_MALFORMED", "no proposer", (genesis) => ({ ...genesis, proposers: [] })],
  ["GENESIS_MALFORMED", "accounts that do not rise", (genesis) => ({ ...genesis, accounts: [...genesis.accounts].reverse() })],
  ["GENESIS_MALFORMED", "an account twice", ({ accounts, ...rest }) => ({ ...rest, accounts: [accounts[0]!, ...accounts] })],
  [
    "GENESIS_MALFORMED",
    "more money than 64 bits hold",
    ({ accounts, ...rest }) => ({ ...rest, accounts: accounts.map((account) => ({ ...account, balance: 2n ** 63n })) }),
  ],
  ["GENESIS_MALFORMED", "Warp validators whose key is no point", (genesis) => ({ ...genesis, validators: { networkID: 1, set: [NO_POINT] } })],
  ["PARAMETER_REFUSED", "an unbonding that a case can outlive", outlived],
];

/** Both wrong: the earlier code is the answer. */
export const GENESIS_PAIRS: readonly (readonly [earlier: Code, later: Code, wrong: string, alter: (genesis: Genesis) => Genesis])[] = [
  [
    "GENESIS_MALFORMED",
    "PARAMETER_REFUSED",
    "no proposer; an unbonding that a case can outlive",
    (genesis) => ({ ...outlived(genesis), proposers: [] }),
  ],
];
