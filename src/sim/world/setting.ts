import { attestations } from "../../model/attestation/records.ts";
import type { Genesis } from "../../model/chain/genesis.ts";
import type { State } from "../../model/chain/state.ts";
import type { Payload } from "../../model/chain/transactions.ts";
import type { Address } from "../../model/crypto/address.ts";
import type { BeaconSigner, Keyring, Signer } from "../../model/crypto/crypto.ts";
import { as, sha256, taggedHash } from "../../model/crypto/hash.ts";
import { type Hex, toHex } from "../../model/encoding/hex.ts";
import { governanceDigest } from "../../model/governance/approval.ts";
import { governances } from "../../model/governance/records.ts";
import { protocolInForce } from "../../model/ledger/records.ts";
import type { Parameters } from "../../model/params/parameters.ts";
import { modelCodec } from "../../model/registry/records.ts";
import type { WarpValidator } from "../../model/validators/set.ts";
import type { KnownModel } from "../agents/agent.ts";
import type { InferenceSource } from "../numerics/source.ts";
import type { LoadedScenario } from "../scenario/load.ts";
import { protocolOfScenario, toleranceOfScenario } from "../scenario/resolve.ts";
import type { Scenario, Step } from "../scenario/schema.ts";
import { type Cast, REGISTRAR, secretOf } from "./cast.ts";
import type { Tee } from "./tee.ts";
import { warpGenesisOf } from "./warp.ts";

/** Time of genesis where a scenario says none: 2026-01-01T00:00:00Z. */
const GENESIS_TIME = 1_767_225_600;

const UTF8 = new TextEncoder();

/** The weights themselves are not part of a source of outputs: the hash of its name and the model's stands for theirs. */
function weightHashOf(model: string, source: InferenceSource): Hex {
  return toHex(sha256(UTF8.encode(`weights of ${source.name} as ${model}`)));
}

const lineageHash = taggedHash("lineage");

/** A model's id on the chain: the hash of its weights, or under R04 `lineage` that of its owner and its name. */
export function modelIdOf({ scenario, sources }: LoadedScenario, model: string, registrar: Address): Hex {
  if (protocolOfScenario(scenario).rulings.R04 === "default") return weightHashOf(model, sources[model]!);
  return lineageHash(registrar, as(modelCodec.fields.name, model));
}

/** Time of a scenario's genesis, unix seconds. */
export const genesisTimeOf = ({ genesisTime }: Scenario): number => genesisTime ?? GENESIS_TIME;

const NO_EVIDENCE: Pick<Genesis, "roots" | "collateral"> = { roots: [], collateral: [] };

/** What a scenario's chain begins from. */
export function genesisOf(scenario: Scenario, cast: Cast, beacon: BeaconSigner, keyring: Keyring, tee: Tee | undefined): Genesis {
  const allocations = cast.members.map(({ signer, balance }) => ({ address: signer.address, balance }));
  return {
    name: scenario.name,
    time: genesisTimeOf(scenario),
    proposers: Array.from({ length: scenario.proposers }, (_, index) => keyring.signer(secretOf(`proposer-${index + 1}`)).address),
    beaconKey: beacon.publicKey,
    protocol: protocolOfScenario(scenario),
    governance: { threshold: 1, keys: [cast.named(REGISTRAR)[0]!] },
    validators: warpGenesisOf(scenario, keyring),
    ...(tee?.genesis ?? NO_EVIDENCE),
    accounts: allocations.sort((a, b) => (a.address < b.address ? -1 : 1)),
  };
}

/** The transactions that register a scenario's models. */
export function registrationsOf({ scenario, sources }: LoadedScenario): Payload[] {
  return scenario.models.map((model) => ({
    kind: "registerModel",
    name: model.id,
    version: 1n,
    weightHash: weightHashOf(model.id, sources[model.id]!),
    architecture: model.architecture,
    paramCount: BigInt(model.paramCount),
    license: model.license,
    teeRequired: model.teeRequired,
    runtimeHash: `0x${"00".repeat(32)}`,
    numericClass: model.numericClass,
    tolerance: toleranceOfScenario(model),
  }));
}

/** The transactions that allow the released enclaves of models that require one (R10). */
export function allowancesOf({ models }: Scenario, known: readonly KnownModel[], tee: Tee | undefined): Payload[] {
  if (tee === undefined) return [];
  return models.flatMap(({ id, teeRequired }, index): Payload[] =>
    teeRequired ? [{ kind: "allowMeasurement", modelID: known[index]!.modelID, measurement: tee.measurementOf(id, "release") }] : [],
  );
}

/** Whom and what a step can name. */
interface Surroundings {
  readonly cast: Cast;
  readonly models: readonly KnownModel[];
  readonly tee: Tee | undefined;
  /** Unix seconds now, and at a height. */
  readonly timeAt: (height?: number) => number;
  /** These groups of validators as a set. */
  readonly warpSet: (groups: readonly string[]) => readonly WarpValidator[];
}

/** A change of validators, signed by one key. */
function validatorChange({ store, chain }: State, validators: readonly WarpValidator[], signer: Signer): Payload {
  const { sequence } = governances.at(store);
  const signature = signer.sign(governanceDigest(chain.chainId, sequence, { kind: "validators", validators }));
  return { kind: "changeValidators", validators, sequence, signatures: [signature] };
}

/** A change of parameters over those in force, with its number, signed by one key. */
function parameterChange({ store, chain }: State, params: Scenario["params"], signer: Signer): Payload {
  const parameters = { ...protocolInForce(store).parameters, ...params } as Parameters;
  const { sequence } = governances.at(store);
  const signature = signer.sign(governanceDigest(chain.chainId, sequence, { kind: "parameters", parameters }));
  return { kind: "changeParameters", parameters, sequence, signatures: [signature] };
}

/** A denial of a platform in force from the next block on, or its lifting, signed by one key. */
function denialOf({ store, chain, head }: State, step: Step & { readonly do: "denyPlatform" }, tee: Tee, signer: Signer): Payload {
  const { sequence } = governances.at(store);
  const denial = { ...tee.denied(step), from: step.lift ? undefined : head.height + 1 };
  const signature = signer.sign(governanceDigest(chain.chainId, sequence, { kind: "denial", denial }));
  return { kind: "denyPlatform", denial, sequence, signatures: [signature] };
}

/** The transactions that a step of the timeline sends, given the state at its height. */
export function payloadsOfStep(step: Step, signer: Signer, state: State, around: Surroundings): readonly Payload[] {
  const { cast, tee, timeAt } = around;
  if (step.do === "postCollateral") return tee!.itemsAt(timeAt(step.of)).map((item) => ({ kind: "postCollateral", root: tee!.root, item }));
  if (step.do !== "reportEvidence") return [payloadOfStep(step, signer, state, around)];
  const accused = cast.named(step.provider);
  const open = attestations.all(state.store).filter(({ provider, status }) => status === "open" && accused.includes(provider));
  return open.map(({ id }) => ({ kind: "reportEvidence", attestation: id }));
}

type OneTransaction = Exclude<Step, { readonly do: "postCollateral" | "reportEvidence" }>;

function payloadOfStep(step: OneTransaction, signer: Signer, state: State, { cast, models, tee, warpSet }: Surroundings): Payload {
  const self = signer.address;
  const modelID = "model" in step ? models.find(({ id }) => id === step.model)!.modelID : undefined;
  switch (step.do) {
    case "transfer":
      return { kind: "transfer", to: cast.named(step.to)[0]!, amount: step.amount };
    case "addStake":
    case "unbond":
      return { kind: step.do, provider: self, amount: step.amount };
    case "withdraw":
      return { kind: "withdraw", provider: self };
    case "stopServing":
    case "retireModel":
      return { kind: step.do, modelID: modelID! };
    case "setTolerance":
      return { kind: step.do, modelID: modelID!, tolerance: toleranceOfScenario(step) };
    case "changeParameters":
      return parameterChange(state, step.params, signer);
    case "changeValidators":
      return validatorChange(state, warpSet(step.validators), signer);
    case "allowMeasurement":
      return { kind: step.do, modelID: modelID!, measurement: tee!.measurementOf(step.model, step.launch) };
    case "denyPlatform":
      return denialOf(state, step, tee!, signer);
  }
}
