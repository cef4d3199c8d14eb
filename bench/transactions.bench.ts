/**
 * The state transition: transactions of the mix a second on one core, in blocks of 500 with a root each. Bars: with ideal
 * signatures 10,000 a second and 0.6 of a bare loop with the same codec's work and hashes; with real ones half of what
 * libsecp256k1 verifies alone.
 */
import { attestationId } from "../src/model/attestation/hashes.ts";
import { apply } from "../src/model/chain/apply.ts";
import { type Block, beaconDigest } from "../src/model/chain/block.ts";
import type { State } from "../src/model/chain/state.ts";
import { transactionCodec, transactionDigest } from "../src/model/chain/transactions.ts";
import { realKeyring } from "../src/model/crypto/real.ts";
import { decode } from "../src/model/encoding/codec.ts";
import { fromHex, type Hex } from "../src/model/encoding/hex.ts";
import { bareBlocks, runBare } from "./bare-loop.ts";
import { medianTimes, perSecond } from "./measure.ts";
import { describeCounts, type Mix, makeMix } from "./mix.ts";
import type { Row } from "./row.ts";

/** The state after a block that must be good. */
function applied(state: State, block: Block): State {
  const result = apply(state, block);
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.state;
}

async function idealRows(): Promise<Row[]> {
  const mix = makeMix({ blocks: 10 });
  const bare = bareBlocks(mix.state, mix.blocks);
  const times = await medianTimes(
    { apply: () => mix.blocks.reduce(applied, mix.state), bare: () => bare.reduce((sum, one) => sum + runBare(one), 0) },
    { warmUps: 6, repeats: 9, collects: false },
  );
  const value = perSecond(mix.transactions, times.apply) / 1000;
  const singles = bare.reduce((sum, { messages, named }) => sum + messages.count + named.count, 0);
  const pairs = bare.reduce((sum, { levels }) => sum + levels.size / 64, 0);
  const bytes = bare.reduce((sum, { messages, named, levels }) => sum + messages.size + named.size + levels.size, 0);
  const records = bare.reduce((sum, one) => sum + one.records.length, 0);
  const what = "apply, ideal signatures, the mix in blocks of 500";
  const unit = "k transactions/s";
  return [
    {
      what,
      value,
      unit,
      bar: { of: "value", wants: "at least", limit: 10 },
      note: `${describeCounts(mix.kinds)}; refused: ${describeCounts(mix.refusals)}`,
    },
    {
      ...{ what, value, unit },
      peer: { name: "bare loop: the same codec's work and hashes, no state", value: perSecond(mix.transactions, times.bare) / 1000 },
      bar: { of: "ratio", wants: "at least", limit: 0.6, guard: 0.2 },
    },
    {
      what: "hashes a transaction, and records written",
      value: (singles + pairs) / mix.transactions,
      unit: "hashes/transaction",
      note: `${Math.round(bytes / mix.transactions)} bytes hashed and ${(records / mix.transactions).toFixed(1)} records written a transaction`,
    },
  ];
}

/** A signature as libsecp256k1 takes it. */
interface Signed {
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
  /** 65 bytes: no square root is in the verification. */
  readonly publicKey: Uint8Array;
}

/** As much of the package's binding as is asked here. */
interface Library {
  ecdsaRecover(signature: Uint8Array, recovery: number, digest: Uint8Array, isCompressed: boolean): Uint8Array;
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
}

/** The binding of libsecp256k1, or why it is not there. */
async function librarySecp256k1(): Promise<Library | string> {
  const name = "secp256k1/bindings.js"; // the package's index would fall back to JavaScript
  try {
    return ((await import(name)) as { default: Library }).default;
  } catch (error) {
    return (error as Error).message.split("\n")[0]!;
  }
}

/** Every signature of a block: of the transactions, and of the attestations in them. */
function signaturesOf(library: Library, { chainId }: State["chain"], block: Block): Signed[] {
  const signedBy = (digest: Hex, said: Hex): Signed => {
    const [message, bytes] = [fromHex(digest), fromHex(said)];
    const signature = bytes.subarray(0, 64);
    return { digest: message, signature, publicKey: library.ecdsaRecover(signature, bytes[64]!, message, false) };
  };
  return block.transactions.flatMap((bytes) => {
    const decoded = decode(transactionCodec, bytes);
    if (!decoded.ok) throw new Error(decoded.reason);
    const { payload } = decoded.value;
    const own = signedBy(transactionDigest(decoded.value), decoded.value.signature);
    return payload.kind === "attest" ? [own, signedBy(attestationId(chainId, payload), payload.signature)] : [own];
  });
}

function verifyAll(library: Library, signatures: readonly Signed[]): void {
  for (const { digest, signature, publicKey } of signatures)
    if (!library.ecdsaVerify(signature, digest, publicKey)) throw new Error("libsecp256k1 refuses a signature of the mix");
}

const REAL = { warmUps: 6, repeats: 9, collects: false };

/** Every block is applied once: no signature has been seen before. */
async function realTimes(
  mix: Mix,
  library: Library | undefined,
): Promise<{ readonly apply: number; readonly verify: number; readonly beacon: number }> {
  const signatures = library === undefined ? [] : mix.blocks.map((block) => signaturesOf(library, mix.state.chain, block));
  let { state } = mix;
  let [nextApplied, nextVerified, nextBeacon] = [0, 0, 0];
  return medianTimes(
    {
      apply() {
        state = applied(state, mix.blocks[nextApplied++]!);
      },
      verify() {
        if (library !== undefined) verifyAll(library, signatures[nextVerified++]!);
      },
      beacon() {
        const { chain } = mix.state;
        const { height, beacon } = mix.blocks[nextBeacon++]!.header;
        if (!chain.crypto.verifyBeacon(chain.beaconKey, beaconDigest(chain.chainId, height), beacon))
          throw new Error("a beacon of the mix is refused");
      },
    },
    REAL,
  );
}

async function realRows(): Promise<Row[]> {
  const found = await librarySecp256k1();
  const library = typeof found === "string" ? undefined : found;
  const mix = makeMix({ keyring: realKeyring, blocks: REAL.warmUps + REAL.repeats });
  const times = await realTimes(mix, library);
  const perBlock = mix.transactions / mix.blocks.length;
  const each = (mix.signatures / mix.transactions).toFixed(2);
  const peer = { name: `libsecp256k1 alone, verifying ${each} signatures a transaction`, value: perSecond(perBlock, times.verify) / 1000 };
  return [
    {
      what: "apply, real signatures, the mix in blocks of 500, each signature seen once",
      value: perSecond(perBlock, times.apply) / 1000,
      unit: "k transactions/s",
      peer: library === undefined ? undefined : peer,
      bar: { of: "ratio", wants: "at least", limit: 0.5, guard: 0.22 },
      note: typeof found === "string" ? `libsecp256k1 skipped: ${found}` : undefined,
    },
    {
      what: "of it, each block's beacon: a BLS12-381 signature by noble",
      value: times.beacon,
      unit: "ms/block",
      peer: { name: "the whole block", value: times.apply },
    },
  ];
}

/** The rows of the state transition. */
export default async function transactions(): Promise<readonly Row[]> {
  return [...(await idealRows()), ...(await realRows())];
}
