/**
 * The worked examples of docs/spec, computed: page → label → text that the page must hold (white space aside). Every example
 * uses one chain, made here.
 */
import { outputOf, type Step, text as tokens } from "../../properties/comparison-oracle.ts";
import { attestationId, attestedKey, inputHash, orderId, outputHash, outputRoot, teeReportHash } from "../../src/model/attestation/hashes.ts";
import { attestationBodyCodec } from "../../src/model/attestation/records.ts";
import { build } from "../../src/model/chain/apply.ts";
import { beaconDigest, blockHash, headerCodec, receiptCodec } from "../../src/model/chain/block.ts";
import { chainIdOf, type Genesis, genesisCodec, genesisState } from "../../src/model/chain/genesis.ts";
import { payloadCodec, signTransaction, transactionDigest, transactionHash } from "../../src/model/chain/transactions.ts";
import { checksumAddress, showAddress } from "../../src/model/crypto/address.ts";
import { beaconValue } from "../../src/model/crypto/crypto.ts";
import { sha256, taggedHash } from "../../src/model/crypto/hash.ts";
import { doublingListRoot, listRoot } from "../../src/model/crypto/merkle-list.ts";
import { realCrypto, realKeyring, realKeyringOf } from "../../src/model/crypto/real.ts";
import { drawSeats } from "../../src/model/dispute/draw.ts";
import type { Candidate } from "../../src/model/dispute/field.ts";
import { caseSeedHash, claimHash, drawSeed, seatCommitment, shareCommitment } from "../../src/model/dispute/hashes.ts";
import { type Codec, encode } from "../../src/model/encoding/codec.ts";
import { fromHex, type Hex, toHex } from "../../src/model/encoding/hex.ts";
import { bool, bytes, count64, enumeration, list, optional, text, u8, u16, u32, u64 } from "../../src/model/encoding/primitives.ts";
import { eventCodec } from "../../src/model/events/events.ts";
import { governanceDigest } from "../../src/model/governance/approval.ts";
import { changeCodec } from "../../src/model/governance/records.ts";
import { accounts, ledgers } from "../../src/model/ledger/records.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { longestCase, REFERENCE } from "../../src/model/params/protocol.ts";
import { measurementCodec, measurementId } from "../../src/model/registry/measurement.ts";
import { matureStake, type Provider } from "../../src/model/staking/records.ts";
import { ownerConsent } from "../../src/model/staking/register-provider.ts";
import { leafHash, nodeHash, proofCodec, prove } from "../../src/model/state/proof.ts";
import type { AnyTable } from "../../src/model/state/store.ts";
import { keyHashOf, storeRoot } from "../../src/model/state/store.ts";
import { bitAt, EMPTY_HASH, rootOf, type Tree } from "../../src/model/state/tree.ts";
import { update } from "../../src/model/state/tree-update.ts";
import { compareOutputs } from "../../src/model/tolerance/compare.ts";
import { decimal, parseDecimal } from "../../src/model/tolerance/decimal.ts";
import { DTYPES, type Dtype, type Output, outputCodec, requestCodec } from "../../src/model/tolerance/output.ts";
import { type Tolerance, toleranceCodec } from "../../src/model/tolerance/tolerance.ts";
import { grouped, short, twenty } from "./payouts.ts";

type Page = { readonly [label: string]: string };

const repeated = (byte: number, length = 32): Uint8Array => new Uint8Array(length).fill(byte);
const filled = (byte: number): Hex => toHex(repeated(byte));
const hexOf = <T>(codec: Codec<T>, value: T): Hex => toHex(encode(codec, value));

const alice = realKeyring.signer(repeated(1));
const bob = realKeyring.signer(repeated(2));
const carol = realKeyring.signer(repeated(3));
const beacon = realKeyring.beaconSigner(repeated(9));

const genesis: Genesis = {
  name: "example",
  time: 1_767_225_600,
  proposers: [carol.address],
  beaconKey: beacon.publicKey,
  protocol: REFERENCE,
  governance: { threshold: 2, keys: [alice.address, bob.address, carol.address].sort() },
  roots: [],
  collateral: [],
  validators: { networkID: 1, set: [] },
  accounts: [
    { address: alice.address, balance: 1_000n * LUX },
    { address: bob.address, balance: 500n * LUX },
  ].sort((a, b) => (a.address < b.address ? -1 : 1)),
};
const chainId = chainIdOf(genesis);
const begun = genesisState(genesis, realCrypto);
if (!begun.ok) throw new Error(begun.refusal.detail);

const unsigned = { chainId, nonce: 0, feeLimit: 10_000_000n, payload: { kind: "transfer", to: bob.address, amount: LUX } } as const;
const transaction = signTransaction(alice, unsigned);
const signature = beacon.sign(beaconDigest(chainId, 1));
const built = build(begun.state, { time: genesis.time + 2, proposer: carol.address, beacon: signature, transactions: [transaction] });
const { header } = built.block;

/** What the hashes of requests and outputs depend on: the example chain, and the same with other rulings. */
const chain = { chainId, rulings: REFERENCE.rulings };
const plain = { chainId, rulings: { ...REFERENCE.rulings, R29: "plain-input", R38: "plain-output" } } as const;

const request = encode(requestCodec, { input: Uint8Array.of(0xca, 0xfe), parameters: new Uint8Array(0), seed: 7n, nonce: 1n });
const output = encode(outputCodec, { dtype: "f32", shape: [2], data: fromHex("0x0000803f000000c0") });
const salt = filled(0x5a);
const input = inputHash(chain, request);
const body = {
  modelID: filled(0xaa),
  inputHash: input,
  outputHash: outputHash(chain, alice.address, salt, output),
  provider: alice.address,
  teeReport: new Uint8Array(0),
  timestamp: BigInt(genesis.time + 2),
};

const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value);

const encoding: Page = {
  u8: hexOf(u8, 7),
  u16: hexOf(u16, 900),
  u32: hexOf(u32, 65_536),
  u64: hexOf(u64, 1_000_000_000n),
  "largest u64": hexOf(u64, 2n ** 64n - 1n),
  count64: hexOf(count64, 600),
  bool: hexOf(bool, true),
  bytes: hexOf(bytes(16), Uint8Array.of(0xca, 0xfe)),
  text: hexOf(text(64), "né"),
  list: hexOf(list(u8, 4), [1, 7]),
  none: hexOf(optional(count64), undefined),
  some: hexOf(optional(count64), 600),
  enumeration: hexOf(enumeration(Object.keys(DTYPES)), "f32"),
  decimal: hexOf(decimal, parseDecimal("0.000004")!),
  tolerance: hexOf(toleranceCodec, { kind: "absolute", agree: parseDecimal("0.000004")!, fault: parseDecimal("0.0001")! }),
  event: hexOf(eventCodec, { kind: "modelRetired", modelID: filled(0xaa) }),
  request: toHex(request),
  output: toHex(output),
  transaction: toHex(transaction),
  json: JSON.stringify(eventCodec.toJson({ kind: "unbondingEnded", provider: alice.address, amount: 5n * LUX })),
};

const enclave = { kind: "enclave", mrenclave: filled(0x77) } as const;
const noRoots = { kind: "roots", roots: [] } as const;
/** Alice's key with the address that R02 `lux-bech32` makes of it. */
const other = realKeyringOf("ripemd").signer(repeated(1));

const hashing: Page = {
  alice: checksumAddress(alice.address),
  bob: checksumAddress(bob.address),
  carol: checksumAddress(carol.address),
  empty: taggedHash("example")(new Uint8Array(0)),
  "list of none": toHex(listRoot([])),
  "list of one": toHex(listRoot([utf8("a")])),
  "list of two": toHex(listRoot([utf8("a"), utf8("b")])),
  "list of three": toHex(listRoot([utf8("a"), utf8("b"), utf8("c")])),
  digest: transactionDigest(unsigned),
  signature: alice.sign(transactionDigest(unsigned)),
  genesis: chainId,
  block: blockHash(header),
  beacon: beaconDigest(chainId, 1),
  "beacon value": beaconValue(signature),
  "transaction-id": transactionHash(transaction),
  lineage: taggedHash("lineage")(fromHex(alice.address), encode(text(64), "model")),
  owner: ownerConsent(chainId, bob.address),
  request: input,
  output: body.outputHash,
  attestation: attestationId(chainId, body),
  attested: attestedKey(alice.address, body.modelID, 1n, input),
  "tee-report": teeReportHash(body.teeReport),
  order: orderId(chainId, bob.address, 0),
  claim: claimHash(chainId, carol.address, filled(1), filled(2), salt),
  seat: seatCommitment(chainId, 0, 1, bob.address, outputRoot(chain, output), salt),
  draw: toHex(drawSeed(chainId, 0, 1, 0, filled(5))),
  "output root": toHex(outputRoot(chain, output)),
  "case-seed": caseSeedHash(carol.address, filled(1), filled(2), salt),
  "draw-share": shareCommitment(chainId, 0, bob.address, filled(6)),
  "draw of a share": toHex(sha256(repeated(6))),
  measurement: measurementId(enclave),
  governance: governanceDigest(chainId, 0, noRoots),
  "plain-input": inputHash(plain, request),
  "plain-output": outputHash(plain, alice.address, salt, output),
  "doubled list of three": toHex(doublingListRoot([utf8("a"), utf8("b"), utf8("c")])),
  "doubled list of four": toHex(doublingListRoot([utf8("a"), utf8("b"), utf8("c"), utf8("c")])),
  "alice as ripemd": other.address,
  "alice as bech32": showAddress(other.address, "ripemd"),
};

/** The records of the state example: table, key digits, value. */
const records: readonly { readonly label: string; readonly table: AnyTable; readonly key: string; readonly value: unknown }[] = [
  { label: "ledger", table: ledgers, key: ledgers.keyOf(), value: { burnt: 0n, protocol: 0, cases: 0, changes: 0 } },
  { label: "alice", table: accounts, key: accounts.keyOf(alice.address), value: { nonce: 0, balance: 1_000n * LUX } },
  { label: "bob", table: accounts, key: accounts.keyOf(bob.address), value: { nonce: 0, balance: 500n * LUX } },
];
const leaves = records.map(({ label, table, key, value }) => {
  const keyHash = keyHashOf(key);
  const encoded = encode(table.value, value);
  const valueHash = sha256(encoded);
  return { label, key, encoded, keyHash, valueHash, hash: leafHash(keyHash, valueHash) };
});
const tree: Tree = update(undefined, leaves);

/** Every node of a tree by the bits of its path. */
function nodesOf(below: typeof leaves, path: string): [string, string][] {
  if (below.length < 2) return [];
  const [left, right] = [0, 1].map((bit) => below.filter(({ keyHash }) => bitAt(keyHash, 0, path.length) === bit)) as [typeof leaves, typeof leaves];
  return [[`node ${path === "" ? "root" : path}`, toHex(hashAt(below, path.length))], ...nodesOf(left, `${path}0`), ...nodesOf(right, `${path}1`)];
}

/** What stands at a depth for the leaves below it. */
function hashAt(below: typeof leaves, depth: number): Uint8Array {
  if (below.length < 2) return below[0]?.hash ?? EMPTY_HASH;
  const [left, right] = [0, 1].map((bit) =>
    hashAt(
      below.filter(({ keyHash }) => bitAt(keyHash, 0, depth) === bit),
      depth + 1,
    ),
  );
  return nodeHash(left!, right!);
}

/** An account that is not there, in whose place another leaf stands. */
const otherKey = accounts.keyOf(toHex(repeated(3, 20)));
const absentKey = accounts.keyOf(carol.address);
const state: Page = {
  ...Object.fromEntries(
    leaves.flatMap(({ label, key, encoded, keyHash, valueHash, hash }) => [
      [`${label} key`, `0x${key}`],
      [`${label} value`, toHex(encoded)],
      [`${label} key hash`, toHex(keyHash)],
      [`${label} value hash`, toHex(valueHash)],
      [`${label} leaf`, toHex(hash)],
    ]),
  ),
  ...Object.fromEntries(nodesOf(leaves, "")),
  root: toHex(rootOf(tree)),
  "proof of alice": hexOf(proofCodec, prove(tree, leaves[1]!.keyHash)),
  "carol key hash": toHex(keyHashOf(absentKey)),
  "proof of absence": hexOf(proofCodec, prove(tree, keyHashOf(absentKey))),
  "other key hash": toHex(keyHashOf(otherKey)),
  "proof beside another": hexOf(proofCodec, prove(tree, keyHashOf(otherKey))),
};

const blocks: Page = {
  genesis: hexOf(genesisCodec, genesis),
  "chain id": chainId,
  "genesis root": toHex(storeRoot(begun.state.store)),
  receipt: hexOf(receiptCodec, built.receipts[0]!),
  header: hexOf(headerCodec, header),
  "transactions root": header.transactionsRoot,
  "receipts root": header.receiptsRoot,
  "state root": header.stateRoot,
  "block hash": blockHash(header),
  "beacon key": beacon.publicKey,
};

/** What two of three sign as the first change of governance, and the payload that holds their signatures. */
const approval = governanceDigest(chainId, 0, noRoots);
const signatures = [alice, carol].toSorted((a, b) => (a.address < b.address ? -1 : 1)).map((signer) => signer.sign(approval));
const governance: Page = {
  measurement: hexOf(measurementCodec, enclave),
  "measurement id": measurementId(enclave),
  change: `change ${toHex(encode(changeCodec, noRoots)).slice(2)}`,
  digest: approval,
  payload: hexOf(payloadCodec, { kind: "changeRoots", roots: [], sequence: 0, signatures }),
};

const attestationPage: Page = {
  request: toHex(request),
  inputHash: input,
  output: toHex(output),
  outputHash: body.outputHash,
  body: hexOf(attestationBodyCodec, body),
  id: attestationId(chainId, body),
  signature: alice.sign(attestationId(chainId, body)),
};

const candidates: readonly Candidate[] = [
  { provider: twenty(0x10), owner: twenty(0x10), weight: 100n * LUX },
  { provider: twenty(0x20), owner: twenty(0xee), weight: 250n * LUX },
  { provider: twenty(0x30), owner: twenty(0xee), weight: 400n * LUX },
  { provider: twenty(0x40), owner: twenty(0x40), weight: 150n * LUX },
  { provider: twenty(0x50), owner: twenty(0x50), weight: 100n * LUX },
];
const seed = drawSeed(chainId, 0, 1, 0, filled(5));
const x = (from: Uint8Array, index: number): bigint => BigInt(toHex(sha256(Uint8Array.of(...from, ...encode(u64, BigInt(index)))).subarray(0, 8)));

/** Two whose weights come to 2^63 + 1, so that about every second number is skipped. */
const lopsided: readonly Candidate[] = [
  { provider: twenty(0x10), owner: twenty(0x10), weight: 2n ** 63n },
  { provider: twenty(0x20), owner: twenty(0x20), weight: 1n },
];

/** The table of a draw: each number, what is left to draw from, and who is drawn; found anew, not by the model's draw. */
function drawRows(): string[] {
  let left = [...candidates];
  return [0, 1, 2].map((index) => {
    const total = left.reduce((sum, { weight }) => sum + weight, 0n);
    const y = x(seed, index) % total;
    const sums = left.map((_, last) => left.slice(0, last + 1).reduce((sum, { weight }) => sum + weight, 0n));
    const drawn = left[sums.findIndex((sum) => y < sum)]!;
    left = left.filter(({ owner }) => owner !== drawn.owner);
    const running = sums.map((sum) => grouped(sum / LUX)).join(", ");
    return `| ${index} | ${grouped(x(seed, index))} | ${grouped(total)} | ${grouped(y)} | ${running} | ${short(drawn.provider)} |`;
  });
}

const named = (addresses: readonly Hex[]): string => addresses.map(short).join(", ");

/** The course of the longest case at the defaults: level, round, phase, and the block after the opening at whose end it ends. */
function longestRows(): string[] {
  const p = REFERENCE.parameters;
  const rounds = Array.from({ length: p.redraws + 1 }, (_, round) => round);
  const course = p.ladder.flatMap((_, level): (readonly [string, number | string, string, number])[] => [
    ...(level === 0 ? [["–", "–", "`join`", p.joinWindow] as const] : [["0", "–", "`appeal`", p.appealWindow] as const]),
    ...rounds.flatMap((round) => [
      [`${level}`, round, "`draw`", p.drawDelay] as const,
      ...(level === 0 && round === 0 ? [["0", 0, "`draw`, the wait", p.extension] as const] : []),
      [`${level}`, round, "`commit`", p.commitWindow] as const,
    ]),
    ...(level === 0 ? [["0", "–", "`reveal`", p.revealWindow] as const] : []),
    [`${level}`, "–", "`open`", p.seatOpenWindow],
  ]);
  let end = 0;
  const rows = course.map(([level, round, phase, length]) => {
    end += length;
    return `| ${level} | ${round} | ${phase} | o + ${end} |`;
  });
  if (end !== longestCase(p)) throw new Error(`the longest case of the table has ${end} blocks, not ${longestCase(p)}`);
  return rows;
}

const casesPage: Page = {
  "longest case": longestRows().join("\n"),
  seed: toHex(seed),
  ...Object.fromEntries(drawRows().map((row, index) => [`row ${index}`, row])),
  drawn: named(drawSeats(seed, candidates, 3)),
  ...Object.fromEntries([0, 1, 2].map((index) => [`second x${index}`, grouped(x(repeated(9), index))])),
  "second drawn": named(drawSeats(repeated(9), lopsided, 2)),
};

const grown: Provider = {
  address: alice.address,
  owner: alice.address,
  stake: 300n * LUX,
  reserved: 0n,
  history: [
    { height: 50, stake: 200n * LUX },
    { height: 130, stake: 150n * LUX },
    { height: 140, stake: 300n * LUX },
  ],
  unbonding: [],
  banned: false,
};
const staking: Page = Object.fromEntries(
  [149, 150, 229, 239, 240].map((height) => {
    const mature = matureStake(grown, height, 100) / LUX;
    return [`mature at ${height}`, `| ${height} | ${mature === 0n ? "0" : `${mature} LUX`} |`];
  }),
);

const f32 = (...bits: readonly number[]) => ({
  dtype: "f32" as const,
  shape: [bits.length],
  data: Uint8Array.from(bits.flatMap((word) => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24])),
});
const pair = (agree: string, fault: string) => ({ agree: parseDecimal(agree)!, fault: parseDecimal(fault)! });
const absolute: Tolerance = { kind: "absolute", ...pair("0.000004", "0.0001") };
const l2: Tolerance = { kind: "l2", ...pair("0.001", "0.01") };
const relative: Tolerance = {
  kind: "relative",
  agree: { atol: parseDecimal("0.000001")!, rtol: parseDecimal("0.001")! },
  fault: { atol: parseDecimal("0.000001")!, rtol: parseDecimal("0.01")! },
};
const bitwise: Tolerance = { kind: "bytes" };

/** Rows of the tables of comparisons: tolerance, bit patterns of a and b. */
const compared: readonly (readonly [Tolerance, readonly number[], readonly number[]])[] = [
  [absolute, [0x3f800000, 0x40000000], [0x3f800020, 0x40000000]],
  [absolute, [0x3f800000, 0x40000000], [0x3f800040, 0x40000000]],
  [absolute, [0x3f800000, 0x40000000], [0x3f800400, 0x40000000]],
  [relative, [0x3f800000, 0x00000000], [0x3f800000, 0x00000001]],
  [relative, [0x3f800000, 0x42c80000], [0x3f800000, 0x42c80ccd]],
  [relative, [0x3f800000, 0x42c80000], [0x3f800000, 0x42c90000]],
  [relative, [0x3f800000, 0x42c80000], [0x3f800000, 0x42ca147b]],
  [l2, [0x40400000, 0x40800000], [0x40400000, 0x40801000]],
  [l2, [0x40400000, 0x40800000], [0x40400000, 0x40808000]],
  [l2, [0x40400000, 0x40800000], [0x40400000, 0x40820000]],
  [absolute, [0x7fc00000, 0x80000000], [0xffc00001, 0x00000000]],
  [bitwise, [0x7fc00000, 0x80000000], [0xffc00001, 0x00000000]],
  [absolute, [0x7f800000], [0xff800000]],
  [absolute, [0x7f800000], [0x7f7fffff]],
  [absolute, [0x7f800000, 0x3f800000], [0x7f800000, 0x3f800040]],
];
const word = (bits: number): string => bits.toString(16).padStart(8, "0");
const words = (bits: readonly number[]): string => bits.map(word).join(" ");

/** Rows of the table of element types and comparators: type, bit patterns of a and b, what the page calls the tolerance, and itself. */
const measured: readonly (readonly [Dtype, readonly number[], readonly number[], string, Tolerance])[] = [
  ["f16", [0x3c00], [0x3c01], "`ulp` 1, 3", { kind: "ulp", agree: 1, fault: 3 }],
  ["f32", [0x80000002], [0x00000001], "`ulp` 2, 5", { kind: "ulp", agree: 2, fault: 5 }],
  ["i32", [1, 2], [2, 1], "`ulp` 1, 3", { kind: "ulp", agree: 1, fault: 3 }],
  ["bf16", [0x3f80], [0x3f81], "`absolute` 0.0078125, 1", { kind: "absolute", ...pair("0.0078125", "1") }],
  ["i32", [0x80000000], [0x7fffffff], "`absolute` 4294967294, 8589934591", { kind: "absolute", ...pair("4294967294", "8589934591") }],
  ["f32", [0x40400000, 0x40800000], [0x40800000, 0x40400000], "`cosine` 0.04, 0.5", { kind: "cosine", ...pair("0.04", "0.5") }],
  ["f32", [0x40400000, 0x40800000], [0xc0800000, 0xc0400000], "`cosine` 0.04, 1.97", { kind: "cosine", ...pair("0.04", "1.97") }],
  ["f32", [0x40400000, 0x40800000], [0x00000000, 0x00000000], "`cosine` 0.04, 0.5", { kind: "cosine", ...pair("0.04", "0.5") }],
  ["f16", [0, 0, 0, 0], [0, 0, 0, 0x4500], "`envelope` 7500: 0, 1", { kind: "envelope", rows: [{ basisPoints: 7_500, ...pair("0", "1") }] }],
  ["f16", [0, 0, 0, 0], [0, 0, 0, 0x4500], "`envelope` 7501: 0, 1", { kind: "envelope", rows: [{ basisPoints: 7_501, ...pair("0", "1") }] }],
];
const bitsOf = (dtype: Dtype, bits: readonly number[]): string =>
  bits.map((pattern) => pattern.toString(16).padStart(2 * DTYPES[dtype], "0")).join(" ");

const topk: Tolerance = {
  kind: "topk",
  agree: { overlap: 2, logit: parseDecimal("0.25")! },
  fault: { overlap: 0, logit: parseDecimal("1")! },
};
const envelope: Tolerance = {
  kind: "envelope",
  rows: [
    { basisPoints: 9_900, ...pair("0.0001", "0.01") },
    { basisPoints: 10_000, ...pair("0.001", "0.1") },
  ],
};

type Position = readonly [chosen: number, ...candidates: readonly (readonly [token: number, logit: number])[]];
const step = ([chosen, ...candidates]: Position): Step => ({ chosen, candidates });
const shownStep = ([chosen, ...candidates]: Position): string =>
  `${chosen} of ${candidates.map(([token, logit]) => `${token}: ${logit}`).join(", ")}`;
const base: Position = [7, [7, 3], [8, 2], [9, 1]];

/** Rows of the table of texts: positions of a and of b. */
const texts: readonly (readonly [readonly Position[], readonly Position[]])[] = [
  [[base], [[7, [7, 3.25], [8, 2], [5, 1]]]],
  [[base], [[7, [7, 3.5], [8, 2], [9, 1]]]],
  [[base], [[7, [7, 3], [5, 2], [4, 1]]]],
  [[base], [[7, [7, 4], [8, 2], [9, 1]]]],
  [[base], [[7, [4, 3], [5, 2], [6, 1]]]],
  [[base], [[8, [7, 3], [8, 2], [9, 1]]]],
  [[base], [[5, [7, 3], [8, 2], [5, 1]]]],
  [
    [base, base],
    [
      [8, [7, 3], [8, 2], [9, 1]],
      [4, [4, 3], [5, 2], [6, 1]],
    ],
  ],
];
const textOf = (positions: readonly Position[]): Output => tokens(3, positions.map(step));
const shownText = (positions: readonly Position[]): string => positions.map(shownStep).join("; ");

const comparators: Page = {
  ...Object.fromEntries(
    measured.map(([dtype, a, b, label, tolerance], index) => {
      const said = compareOutputs(tolerance, outputOf(a, dtype), outputOf(b, dtype)).toUpperCase();
      return [`measured ${index}`, `| ${dtype} | \`${bitsOf(dtype, a)}\` | \`${bitsOf(dtype, b)}\` | ${label} | ${said} |`];
    }),
  ),
  ...Object.fromEntries(
    texts.map(([a, b], index) => [
      `text ${index}`,
      `| ${shownText(a)} | ${shownText(b)} | ${compareOutputs(topk, textOf(a), textOf(b)).toUpperCase()} |`,
    ]),
  ),
  "topk tolerance": hexOf(toleranceCodec, topk),
  "envelope tolerance": hexOf(toleranceCodec, envelope),
  "ulp tolerance": hexOf(toleranceCodec, { kind: "ulp", agree: 4, fault: 9 }),
  "f16 output": hexOf(outputCodec, outputOf([0x3c00, 0xc000], "f16")),
  "bf16 output": hexOf(outputCodec, outputOf([0x3f80, 0xc000], "bf16")),
  "i32 output": hexOf(outputCodec, outputOf([1, 0xfffffffe], "i32")),
  "tokens output": hexOf(outputCodec, tokens(2, [step([7, [8, 2], [7, 3]])])),
  ...Object.fromEntries(
    compared.map(([tolerance, a, b], index) => [
      `row ${index}`,
      `| \`${words(a)}\` | \`${words(b)}\` | ${tolerance.kind} | ${compareOutputs(tolerance, f32(...a), f32(...b)).toUpperCase()} |`,
    ]),
  ),
  "relative tolerance": hexOf(toleranceCodec, relative),
  output: toHex(output),
  request: toHex(request),
};

/** What each page must hold. */
export const EXAMPLES: { readonly [page: string]: Page } = {
  "encoding.md": encoding,
  "hashing.md": hashing,
  "state.md": state,
  "blocks.md": blocks,
  "attestations.md": attestationPage,
  "cases.md": casesPage,
  "governance.md": governance,
  "staking.md": staking,
  "comparators.md": comparators,
};

/** Bytes that a decoder refuses, as encoding.md lists them. */
export const REFUSED: readonly (readonly [codec: Codec<unknown>, bytes: Hex])[] = [
  [bool, "0x02"],
  [count64, "0x0020000000000000"],
  [text(64), "0x00000001ff"],
  [text(64), "0x00000041"],
  [list(u8, 4), "0x000000050102030405"],
  [list(u8, 4), "0x0000000301"],
  [optional(u8), "0x0007"],
  [enumeration(Object.keys(DTYPES)), "0x06"],
  [decimal, "0x000000000000002807"],
  [decimal, "0x000000000000000129"],
  [eventCodec, "0x00"],
  [outputCodec, "0x02000000000000000000"],
  [outputCodec, "0x01010000000100000002000000040000803f"],
  [outputCodec, "0x01000000000000000001aa00"],
  [outputCodec, "0x01050000000200000001000000010000000407000000"],
  [outputCodec, "0x01050000000200000001000000020000001407000000070000000000803f0800000000000040"],
] as readonly (readonly [Codec<unknown>, Hex])[];
