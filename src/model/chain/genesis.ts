import { type Address, address } from "../crypto/address.ts";
import type { Crypto } from "../crypto/crypto.ts";
import { as, taggedHash } from "../crypto/hash.ts";
import { encode, type TypeOf } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { struct, topLevel } from "../encoding/objects.ts";
import { count64, fixedBytes, list, text, u64 } from "../encoding/primitives.ts";
import type { Refusal } from "../errors/codes.ts";
import { itemHash, type Posting, postingOf, rootId } from "../evidence/collateral.ts";
import { collateral, postedCodec } from "../evidence/records.ts";
import { governances, keySetCodec, keySetFlaw, rootsCodec, rootsFlaw, trustRoots } from "../governance/records.ts";
import { accounts, ledgers, protocols } from "../ledger/records.ts";
import { violations } from "../params/consistency.ts";
import { protocolCodec } from "../params/protocol.ts";
import { commit, draftOf, emptyStore } from "../state/store.ts";
import { beginSet, validatorsFlaw, warpGenesisCodec } from "../validators/records.ts";
import type { State } from "./state.ts";

/** What a chain begins from (R36). Its hash is the chain id. */
export const genesisCodec = topLevel(
  "genesis",
  struct("genesis", {
    name: text(64),
    /** Unix seconds. */
    time: count64,
    /** Take turns, in this order. */
    proposers: list(address, 1024),
    /** 48 bytes in G1. */
    beaconKey: fixedBytes(48),
    protocol: protocolCodec,
    /** Who governs (R30). */
    governance: keySetCodec,
    /** Who signs Warp messages at first, and for which network (R49). */
    validators: warpGenesisCodec,
    /** Roots of trust for TEE evidence (R12). */
    roots: rootsCodec,
    /** Collateral in force from the beginning, under the roots that it names by the SHA-256 of their certificates (R12). */
    collateral: list(postedCodec, 64),
    /** In ascending order of address, each once. */
    accounts: list(struct("allocation", { address, balance: u64 }), 1_000_000),
  }),
);

/** See `genesisCodec`. */
export type Genesis = TypeOf<typeof genesisCodec>;

const genesisHash = taggedHash("genesis");

/** H("genesis", canonical genesis): enters every signature and every commitment. */
export function chainIdOf(genesis: Genesis): Hex {
  return genesisHash(as(genesisCodec, genesis));
}

const refuse = (code: Refusal["code"], detail: string): Refusal => ({ code, detail });

/** An item of genesis as it is posted at height 0. */
function postedIn({ roots, time }: Genesis, { root, item }: Genesis["collateral"][number], crypto: Crypto): Posting {
  const certificate = roots.find((candidate) => rootId(candidate) === root);
  if (certificate === undefined) return { ok: false, reason: `${root} is none of the roots` };
  return postingOf(item, itemHash(item), certificate, crypto, { height: 0, time });
}

const reasonOf = (posting: Posting): string => (posting.ok ? "" : posting.reason);

/** Why a value that a program made is outside its declaration, or nothing. */
function encodingFlaw(genesis: Genesis): string | undefined {
  try {
    encode(genesisCodec, genesis);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** Why a genesis is refused, or nothing. */
export function genesisFlaw(genesis: Genesis, crypto: Crypto): Refusal | undefined {
  const unencodable = encodingFlaw(genesis);
  if (unencodable !== undefined) return refuse("GENESIS_MALFORMED", unencodable);
  if (!crypto.isBeaconKey(genesis.beaconKey))
    return refuse("GENESIS_MALFORMED", `beaconKey: ${genesis.beaconKey} is no point of G1 that a key can be`);
  if (genesis.proposers.length === 0) return refuse("GENESIS_MALFORMED", "proposers: at least one is needed");
  const addresses = genesis.accounts.map((account) => account.address);
  const unordered = addresses.findIndex((current: Address, index) => index > 0 && addresses[index - 1]! >= current);
  if (unordered >= 0) return refuse("GENESIS_MALFORMED", `accounts[${unordered}]: addresses must rise`);
  const supply = genesis.accounts.reduce((sum, account) => sum + account.balance, 0n);
  if (supply >= 2n ** 64n) return refuse("GENESIS_MALFORMED", `accounts: the supply of ${supply} nLUX does not fit in 64 bits`);
  const form = genesis.protocol.rulings.R02 === "default" ? "keccak" : "ripemd";
  if (crypto.addresses !== form)
    return refuse("GENESIS_MALFORMED", `R02: addresses of ${form} wanted, this crypto makes those of ${crypto.addresses}`);
  const keys = keySetFlaw(genesis.governance);
  if (keys !== undefined) return refuse("GENESIS_MALFORMED", `governance: ${keys}`);
  const { set } = genesis.validators;
  const validators = set.length === 0 ? undefined : validatorsFlaw(crypto.multi, set);
  if (validators !== undefined) return refuse("GENESIS_MALFORMED", `validators: ${validators}`);
  const roots = rootsFlaw(genesis.roots, crypto.p256);
  if (roots !== undefined) return refuse("GENESIS_MALFORMED", roots);
  const posted = genesis.collateral.map((item) => postedIn(genesis, item, crypto));
  const bad = posted.findIndex((posting) => !posting.ok);
  if (bad >= 0) return refuse("GENESIS_MALFORMED", `collateral[${bad}]: ${reasonOf(posted[bad]!)}`);
  const slots = posted.map((posting) => (posting.ok ? posting.slot : ""));
  const twice = slots.findIndex((slot, index) => slots.indexOf(slot) !== index);
  if (twice >= 0) return refuse("GENESIS_MALFORMED", `collateral[${twice}]: an item of the same slot stands before it`);
  const [broken] = violations(genesis.protocol);
  return broken === undefined ? undefined : refuse("PARAMETER_REFUSED", `${broken.name}: ${broken.explanation}`);
}

/** The state that a chain begins with, or why there is none. */
export function genesisState(
  genesis: Genesis,
  crypto: Crypto,
): { readonly ok: true; readonly state: State } | { readonly ok: false; readonly refusal: Refusal } {
  const flaw = genesisFlaw(genesis, crypto);
  if (flaw !== undefined) return { ok: false, refusal: flaw };
  const draft = draftOf(emptyStore());
  ledgers.put(draft, { burnt: 0n, protocol: 0, cases: 0, changes: 0 });
  governances.put(draft, { keySet: genesis.governance, sequence: 0 });
  trustRoots.put(draft, { roots: genesis.roots });
  if (genesis.validators.set.length > 0) beginSet(draft, 0, genesis.validators.set);
  protocols.put(draft, genesis.protocol, 0);
  for (const item of genesis.collateral) {
    const posting = postedIn(genesis, item, crypto);
    if (posting.ok) collateral.put(draft, posting.standing, posting.slot);
  }
  for (const { address: holder, balance } of genesis.accounts) accounts.put(draft, { nonce: 0, balance }, holder);
  const chainId = chainIdOf(genesis);
  const { proposers, beaconKey, time, protocol } = genesis;
  return {
    ok: true,
    state: {
      chain: { chainId, crypto, rulings: protocol.rulings, proposers, beaconKey },
      head: { height: 0, hash: chainId, time },
      store: commit(draft),
    },
  };
}
