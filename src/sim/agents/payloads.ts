import { attestationId, inputHash } from "../../model/attestation/hashes.ts";
import { type AttestationBody, attestations, orders } from "../../model/attestation/records.ts";
import type { State } from "../../model/chain/state.ts";
import type { Payload, TransactionKind } from "../../model/chain/transactions.ts";
import type { Address } from "../../model/crypto/address.ts";
import { claimHash, seatCommitment } from "../../model/dispute/hashes.ts";
import { cases, claims } from "../../model/dispute/records.ts";
import { encode } from "../../model/encoding/codec.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import { rootId } from "../../model/evidence/collateral.ts";
import { trustRoots } from "../../model/governance/records.ts";
import { accounts, protocolInForce } from "../../model/ledger/records.ts";
import { models, tolerances } from "../../model/registry/records.ts";
import { providers } from "../../model/staking/records.ts";
import { outputCodec } from "../../model/tolerance/output.ts";
import type { Tolerance } from "../../model/tolerance/tolerance.ts";
import type { RandomStream } from "../kernel/streams.ts";
import type { Host } from "./agent.ts";
import { requestOf } from "./request.ts";

/** What payloads are made from: what the state holds, and values just inside and outside of what is allowed. */
interface Material {
  readonly host: Host;
  readonly state: State;
  readonly random: RandomStream;
  /** A salt and a request by a small number: the same ones again, so that what was claimed or ordered can be taken up later. */
  readonly salt: Hex;
  readonly request: Uint8Array;
  readonly output: Uint8Array;
}

const U64_MAX = 2n ** 64n - 1n;

/** An amount that a rule may turn on, or any other. */
function amountOf({ state, random, host }: Material): bigint {
  const { minStake, claimFee } = protocolInForce(state.store).parameters;
  const balance = accounts.get(state.store, host.address)?.balance ?? 0n;
  const edges = [0n, 1n, minStake - 1n, minStake, minStake + 1n, claimFee, balance / 4n, balance, balance + 1n, 2n ** 63n, U64_MAX];
  return random.chance(0.5) ? random.pick(edges) : BigInt(random.below(1_000_000_000));
}

/** A height about now, or far off. */
function heightOf({ state, random }: Material): bigint {
  const { height } = state.head;
  return BigInt(Math.max(0, random.pick([0, height - 1, height, height + 1, height + 5, height + 60, 2 ** 40])));
}

const someone = ({ state, random, host }: Material): Address => {
  if (random.chance(0.3)) return host.address;
  const known = random.chance(0.8)
    ? providers.all(state.store).map(({ address }) => address)
    : cases.all(state.store).map(({ challenger }) => challenger);
  return known.length === 0 || random.chance(0.05) ? (random.bytes(20) as Address) : random.pick(known);
};

const ofState =
  <T>(all: (state: State) => readonly T[], idOf: (one: T) => Hex) =>
  ({ state, random }: Material): Hex => {
    const known = all(state);
    return known.length === 0 || random.chance(0.05) ? random.bytes(32) : idOf(random.pick(known));
  };

const modelOf = ofState(
  ({ store }) => models.all(store),
  ({ weightHash }) => weightHash,
);
const attestationOf = ofState(
  ({ store }) => attestations.all(store),
  ({ id }) => id,
);
const orderOf = ofState(
  ({ store }) => orders.all(store),
  ({ id }) => id,
);

/** The case opened last, mostly; or one that may not be there. */
function caseOf({ state, random }: Material): number {
  const count = cases.all(state.store).length;
  return random.chance(0.7) ? Math.max(0, count - 1) : random.below(count + 2);
}

/** Two attestations of one request where there are such, or any two. */
function pairOf(material: Material): readonly [Hex, Hex] {
  const all = attestations.all(material.state.store);
  const open = all.filter(({ status }) => status === "open");
  const first = open.length > 0 ? material.random.pick(open) : undefined;
  const second = open.find(({ inputHash: input, id }) => input === first?.inputHash && id !== first?.id);
  return first !== undefined && second !== undefined && material.random.chance(0.8)
    ? [first.id, second.id]
    : [attestationOf(material), attestationOf(material)];
}

/** An attestation by the sender itself, signed; a field of it may be wrong. */
function bodyOf(material: Material): AttestationBody & { readonly signature: Hex } {
  const { host, state, random, request } = material;
  const body: AttestationBody = {
    modelID: modelOf(material),
    inputHash: inputHash(state.chain, request),
    outputHash: random.bytes(32),
    provider: random.chance(0.9) ? host.address : someone(material),
    teeReport: random.chance(0.9) ? new Uint8Array(0) : new Uint8Array(random.below(200)),
    timestamp: BigInt(Math.max(0, state.head.time + random.pick([0, 0, 0, 1, 30, 31, -600, -700]))),
  };
  const signature = random.chance(0.95) ? host.sign(attestationId(state.chain.chainId, body)) : random.bytes(65);
  return { ...body, signature };
}

/** Approval by nobody who governs. */
const approval = ({ random, host }: Material) => ({ sequence: random.below(3), signatures: random.chance(0.5) ? [] : [host.sign(random.bytes(32))] });

const toleranceOf = ({ state, random }: Material): Tolerance => {
  if (random.chance(0.1)) return { kind: "ulp", agree: 9, fault: 9 }; // no band
  const known = tolerances.all(state.store);
  return known.length === 0 ? ({ kind: "bytes" } as const) : random.pick(known);
};

/** A payload of each kind, from what the state holds: often one that is taken, often one that just is not. */
export const PAYLOADS: { readonly [K in TransactionKind]: (material: Material) => Extract<Payload, { kind: K }> } = {
  transfer: (m) => ({ kind: "transfer", to: someone(m), amount: amountOf(m) }),
  registerModel: (m) => ({
    ...{
      kind: "registerModel",
      name: m.random.chance(0.05) ? "" : `m${m.random.below(3)}`,
      version: BigInt(1 + m.random.below(3)),
      weightHash: m.random.chance(0.2) ? modelOf(m) : m.random.bytes(32),
    },
    ...{ architecture: "any", paramCount: 0n, license: "MIT", teeRequired: m.random.chance(0.3), runtimeHash: m.salt },
    ...{ numericClass: "fp32", tolerance: toleranceOf(m) },
  }),
  setTolerance: (m) => ({ kind: "setTolerance", modelID: modelOf(m), tolerance: toleranceOf(m) }),
  retireModel: (m) => ({ kind: "retireModel", modelID: m.random.chance(0.2) ? modelOf(m) : m.random.bytes(32) }),
  allowMeasurement: (m) => ({ kind: "allowMeasurement", modelID: modelOf(m), measurement: { kind: "enclave", mrenclave: m.salt } }),
  revokeMeasurement: (m) => ({ kind: "revokeMeasurement", modelID: modelOf(m), measurement: m.salt }),
  registerProvider: (m) => ({
    ...{ kind: "registerProvider", owner: m.random.chance(0.8) ? m.host.address : someone(m) },
    ...{ consent: m.random.chance(0.9) ? undefined : m.host.sign(m.salt), stake: amountOf(m) },
  }),
  addStake: (m) => ({ kind: "addStake", provider: someone(m), amount: amountOf(m) }),
  unbond: (m) => ({ kind: "unbond", provider: someone(m), amount: m.random.chance(0.5) ? 1n : amountOf(m) }),
  withdraw: (m) => ({ kind: "withdraw", provider: someone(m) }),
  serveModel: (m) => ({
    ...{ kind: "serveModel", modelID: modelOf(m), teeReport: new Uint8Array(m.random.chance(0.9) ? 0 : 100) },
    profile: m.random.chance(0.8) ? undefined : { name: "avx2", deterministic: m.random.chance(0.5) },
  }),
  stopServing: (m) => ({ kind: "stopServing", modelID: modelOf(m) }),
  placeOrder: (m) => ({
    ...{ kind: "placeOrder", provider: someone(m), modelID: modelOf(m), inputHash: inputHash(m.state.chain, m.request) },
    ...{ fee: amountOf(m) % 10_000_000_000n, expiry: heightOf(m) },
  }),
  cancelOrder: (m) => ({ kind: "cancelOrder", order: orderOf(m) }),
  attest: (m) => ({ kind: "attest", ...bodyOf(m) }),
  reportEquivocation: (m) => ({ kind: "reportEquivocation", attestation: attestationOf(m), other: bodyOf(m) }),
  answerEquivocation: (m) => ({
    ...{ kind: "answerEquivocation", attestation: attestationOf(m), other: m.random.chance(0.5), salt: m.salt, output: m.output },
  }),
  reportEvidence: (m) => ({ kind: "reportEvidence", attestation: attestationOf(m) }),
  claim: (m) => ({
    kind: "claim",
    claim: m.random.chance(0.8) ? claimHash(m.state.chain.chainId, m.host.address, ...pairOf(m), m.salt) : claimOf(m),
  }),
  openCase: (m) => {
    const [first, second] = pairOf(m);
    return { kind: "openCase", first, second, salt: m.salt, input: m.request };
  },
  supplyInput: (m) => ({ kind: "supplyInput", case: caseOf(m), input: m.request }),
  join: (m) => ({ kind: "join", case: caseOf(m), attestation: attestationOf(m) }),
  commitSeat: (m) => ({
    kind: "commitSeat",
    case: caseOf(m),
    commitment: seatCommitment(m.state.chain.chainId, caseOf(m), 0, m.host.address, ROOT, m.salt),
  }),
  openSeat: (m) => ({ kind: "openSeat", case: caseOf(m), salt: m.salt, output: m.output }),
  revealOutput: (m) => ({ kind: "revealOutput", case: caseOf(m), attestation: attestationOf(m), salt: m.salt, output: m.output }),
  appeal: (m) => ({ kind: "appeal", case: caseOf(m) }),
  commitShare: (m) => ({ kind: "commitShare", case: caseOf(m), commitment: m.salt }),
  revealShare: (m) => ({ kind: "revealShare", case: caseOf(m), share: m.salt }),
  changeParameters: (m) => ({ kind: "changeParameters", parameters: protocolInForce(m.state.store).parameters, ...approval(m) }),
  changeRoots: (m) => ({ kind: "changeRoots", roots: [], ...approval(m) }),
  changeKeys: (m) => ({ kind: "changeKeys", keys: { threshold: m.random.below(3), keys: [m.host.address] }, ...approval(m) }),
  changeValidators: (m) => ({ kind: "changeValidators", validators: [], ...approval(m) }),
  denyPlatform: (m) => ({ kind: "denyPlatform", denial: { what: "ppid", value: new Uint8Array(16), from: undefined }, ...approval(m) }),
  postCollateral: (m) => ({ kind: "postCollateral", root: rootOf(m), item: { kind: "rootCrl", crl: Uint8Array.of(0x30, 0) } }),
};

const ROOT = new Uint8Array(32);

/** The root that is trusted, where one is. */
function rootOf({ state, salt }: Material): Hex {
  const [root] = trustRoots.at(state.store).roots;
  return root === undefined ? salt : rootId(root);
}

/** A claim that is there, of anyone. */
function claimOf({ state, random, salt }: Material): Hex {
  const all = claims.all(state.store);
  return all.length === 0 ? salt : random.pick(all).claim;
}

/** Every kind of transaction. */
export const KINDS = Object.keys(PAYLOADS) as TransactionKind[];

/** One payload by a throw of the dice, of a kind or of any. */
export function payloadOf(host: Host, kind: TransactionKind): Payload {
  const { random } = host;
  const garbled = new Uint8Array(random.below(5));
  const model = host.models[0];
  const number = random.below(4);
  const output = model === undefined ? Uint8Array.of(0) : encode(outputCodec, model.source.infer(model.source.honest[0]!, number));
  return PAYLOADS[kind]({
    ...{ host, state: host.state(), random },
    salt: `0x${"00".repeat(31)}0${number}`,
    output: random.chance(0.1) ? garbled : output,
    request: random.chance(0.1) ? garbled : requestOf(number, 7),
  });
}
