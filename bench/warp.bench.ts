/**
 * Warp: what a consumer pays for a message signed by 100 of 100 validators, beside one verification of one signature with keys decoded
 * beforehand; what a set costs, and a set that changed by a few; and the same under ideal signatures.
 */
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { sha256 } from "../src/model/crypto/hash.ts";
import { fromHex, type Hex, toHex } from "../src/model/encoding/hex.ts";
import {
  aggregated,
  authenticate,
  idealMultiKeyring,
  inOrder,
  type MultiSignatures,
  type MultiSigner,
  multiSignerOf,
  nobleMultiSignatures,
  unsignedLookup,
  type ValidatorSet,
  validatorSet,
  type WarpValidator,
} from "../src/model/warp/index.ts";
import { medianTimes, perSecond } from "./measure.ts";
import type { Row } from "./row.ts";

const COUNT = 100;
const CHANGED = 5;
const CHAIN: Hex = toHex(sha256(Uint8Array.of(1)));
const MEANT = { networkID: 1, chainID: CHAIN };

interface Ring<K> {
  readonly signatures: MultiSignatures<K>;
  readonly signer: (secret: Uint8Array) => MultiSigner;
}

function checked<K>(set: ReturnType<typeof validatorSet<K>>): ValidatorSet<K> {
  if (!set.ok) throw new Error(set.code);
  return set;
}

/** Validators with their holders, in the order of the set. */
function validators<K>({ signer }: Ring<K>, from: number): { readonly holders: Map<Hex, MultiSigner>; readonly listed: readonly WarpValidator[] } {
  const holders = Array.from({ length: COUNT }, (_, index) => signer(sha256(Uint8Array.of(2, from + index))));
  const listed = inOrder(holders.map(({ publicKey, possession }) => ({ publicKey, possession, weight: 1n })));
  return { holders: new Map(holders.map((holder) => [holder.publicKey, holder])), listed };
}

/** Messages signed by all, of different heights, so that nothing of one is remembered for the next. */
function messages<K>(ring: Ring<K>, { holders, listed }: ReturnType<typeof validators<K>>, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, height) => {
    const unsigned = unsignedLookup("avalanche", MEANT.networkID, CHAIN, { kind: "root", height, stateRoot: CHAIN });
    const parts = listed.map(({ publicKey }, place) => [place, holders.get(publicKey)!.sign(unsigned.signed)] as const);
    return aggregated(ring.signatures as MultiSignatures, unsigned, parts);
  });
}

async function realRows(): Promise<Row[]> {
  const ring: Ring<Parameters<typeof nobleMultiSignatures.verify>[0][number]> = { signatures: nobleMultiSignatures, signer: multiSignerOf };
  const made = validators(ring, 0);
  const set = checked(validatorSet(ring.signatures, made.listed));
  const sets = { sets: [{ from: 0, set }], head: 0, retention: 0 };
  const signed = messages(ring, made, 3);
  const bls = bls12_381.longSignatures;
  const holder = multiSignerOf(sha256(Uint8Array.of(9)));
  const key = bls12_381.G1.Point.fromBytes(fromHex(holder.publicKey));
  const message = new Uint8Array(100);
  const signature = fromHex(holder.sign(message));
  const changed = inOrder([...made.listed.slice(CHANGED), ...validators(ring, COUNT).listed.slice(0, CHANGED)]);
  let next = 0;
  const times = await medianTimes(
    {
      message: () => {
        if (!authenticate(ring.signatures, signed[next++ % signed.length]!, sets, MEANT).ok) throw new Error("a message is refused");
      },
      one: () => {
        if (!bls.verify(signature, bls.hash(message, "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"), key)) throw new Error("a signature is refused");
      },
      change: () => checked(validatorSet(ring.signatures, changed, set)),
      decoded: () => nobleMultiSignatures.decodeKey(holder.publicKey),
      proven: () => nobleMultiSignatures.verifyPossession(holder.publicKey, key, holder.possession),
    },
    { warmUps: 2, repeats: 9 },
  );
  return [
    {
      what: `a Warp message of ${COUNT} of ${COUNT} signers, from bytes to who signed`,
      value: times.message,
      unit: "ms",
      peer: { name: "one verify(signature, H(message), key), the key decoded beforehand", value: times.one },
      bar: { of: "ratio", wants: "at most", limit: 1.3 },
    },
    {
      what: `a set of ${COUNT} that changed by ${CHANGED} keys`,
      value: times.change,
      unit: "ms",
      peer: { name: `${CHANGED} decodings and ${CHANGED} proofs of possession`, value: CHANGED * (times.decoded + times.proven) },
    },
  ];
}

async function idealRow(): Promise<Row> {
  const { signatures, signer } = idealMultiKeyring();
  const ring = { signatures, signer };
  const made = validators(ring, 0);
  const sets = { sets: [{ from: 0, set: checked(validatorSet(signatures, made.listed)) }], head: 0, retention: 0 };
  const signed = messages(ring, made, 200);
  const times = await medianTimes(
    {
      all() {
        for (const message of signed) if (!authenticate(signatures, message, sets, MEANT).ok) throw new Error("a message is refused");
      },
    },
    { warmUps: 20, repeats: 21, collects: false },
  );
  const value = perSecond(signed.length, times.all) / 1000;
  return {
    what: `Warp messages of ${COUNT} of ${COUNT} ideal signers`,
    value,
    unit: "k messages/s",
    bar: { of: "value", wants: "at least", limit: 20 },
  };
}

/** The rows of Warp. */
export default async function warp(): Promise<readonly Row[]> {
  return [...(await realRows()), await idealRow()];
}
