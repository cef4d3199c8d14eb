/** A block that is built can travel: no more transactions than its encoding holds. */
import { describe, expect, it } from "vitest";
import { apply, build, proposerAt } from "../../src/model/chain/apply.ts";
import { BLOCK_TRANSACTIONS_MAX, beaconDigest, blockCodec } from "../../src/model/chain/block.ts";
import { genesisState } from "../../src/model/chain/genesis.ts";
import { signTransaction } from "../../src/model/chain/transactions.ts";
import { idealKeyring } from "../../src/model/crypto/ideal.ts";
import { encode } from "../../src/model/encoding/codec.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { REFERENCE } from "../../src/model/params/protocol.ts";

const UNGOVERNED = { governance: { threshold: 0, keys: [] }, validators: { networkID: 1, set: [] }, roots: [], collateral: [] };

describe("a block", () => {
  it("takes 10,000 transactions and leaves the rest; one with more is refused", () => {
    const keyring = idealKeyring();
    const signer = keyring.signer(new Uint8Array(32).fill(3));
    const beacon = keyring.beaconSigner(new Uint8Array(32).fill(4));
    const accounts = [{ address: signer.address, balance: 1000n * LUX }];
    const begun = genesisState(
      { name: "limit", time: 0, proposers: [signer.address], beaconKey: beacon.publicKey, protocol: REFERENCE, ...UNGOVERNED, accounts },
      keyring.crypto,
    );
    if (!begun.ok) throw new Error(begun.refusal.detail);
    const { state } = begun;
    const { chainId } = state.chain;
    const payload = { kind: "transfer", to: signer.address, amount: 1n } as const;
    const transactions = Array.from({ length: BLOCK_TRANSACTIONS_MAX + 1 }, (_, nonce) =>
      signTransaction(signer, { chainId, nonce, feeLimit: LUX, payload }),
    );
    const built = build(state, { time: 1, proposer: proposerAt(state, 1), beacon: beacon.sign(beaconDigest(chainId, 1)), transactions });
    expect([built.block.transactions.length, built.dropped.length]).toEqual([BLOCK_TRANSACTIONS_MAX, 0]);
    expect(() => encode(blockCodec, built.block)).not.toThrow();
    expect(apply(state, { ...built.block, transactions })).toMatchObject({ ok: false, refusal: { code: "BLOCK_MALFORMED" } });
  });
});
