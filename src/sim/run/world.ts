import { type Built, build, proposerAt } from "../../model/chain/apply.ts";
import { beaconDigest } from "../../model/chain/block.ts";
import { type Genesis, genesisState } from "../../model/chain/genesis.ts";
import type { State } from "../../model/chain/state.ts";
import type { Payload } from "../../model/chain/transactions.ts";
import type { Address } from "../../model/crypto/address.ts";
import type { BeaconSigner, Keyring } from "../../model/crypto/crypto.ts";
import { idealKeyring } from "../../model/crypto/ideal.ts";
import { nobleKeyring } from "../../model/crypto/noble.ts";
import { accounts } from "../../model/ledger/records.ts";
import { ownerConsent } from "../../model/staking/register-provider.ts";
import type { Agent, Host, KnownModel } from "../agents/agent.ts";
import { behaviourNamed } from "../agents/behaviours.ts";
import { createRegistrar } from "../agents/registrar.ts";
import { createKernel, type Kernel, PRIORITY, SECOND } from "../kernel/kernel.ts";
import { randomStreams } from "../kernel/streams.ts";
import { createMempool } from "../network/mempool.ts";
import { createNetwork } from "../network/network.ts";
import { createWallet, type Wallet } from "../network/wallet.ts";
import type { LoadedScenario } from "../scenario/load.ts";
import { protocolOfScenario, toleranceOfScenario } from "../scenario/resolve.ts";
import type { Scenario, Step } from "../scenario/schema.ts";
import { audienceOf } from "./audience.ts";
import { type Cast, type CastMember, castOf, REGISTRAR, secretOf } from "./cast.ts";

/** Time of every run's genesis: 2026-01-01T00:00:00Z. */
export const GENESIS_TIME = 1_767_225_600;

/** What one block did, for whoever watches. */
export interface BlockView {
  readonly height: number;
  readonly before: State;
  readonly after: State;
  readonly built: Built;
}

/** A run under way: blocks one by one. */
export interface World {
  readonly cast: Cast;
  readonly genesis: Genesis;
  readonly state: () => State;
  /** Lets time pass up to and including the next block. */
  readonly nextBlock: () => BlockView;
  readonly kernel: Kernel;
}

function genesisOf(scenario: Scenario, cast: Cast, beacon: BeaconSigner, keyring: Keyring): Genesis {
  const allocations = cast.members.map(({ signer, balance }) => ({ address: signer.address, balance }));
  return {
    name: scenario.name,
    time: GENESIS_TIME,
    proposers: Array.from({ length: scenario.proposers }, (_, index) => keyring.signer(secretOf(`proposer-${index + 1}`)).address),
    beaconKey: beacon.publicKey,
    protocol: protocolOfScenario(scenario),
    accounts: allocations.sort((a, b) => (a.address < b.address ? -1 : 1)),
  };
}

function registrationsOf({ scenario, sources }: LoadedScenario): Payload[] {
  return scenario.models.map((model) => ({
    kind: "registerModel",
    name: model.id,
    version: 1n,
    weightHash: sources[model.id]!.weightHash,
    architecture: model.architecture,
    paramCount: BigInt(model.paramCount),
    license: model.license,
    teeRequired: model.teeRequired,
    runtimeHash: `0x${"00".repeat(32)}`,
    numericClass: model.numericClass,
    tolerance: toleranceOfScenario(model),
  }));
}

function payloadOfStep(step: Step, self: Address, cast: Cast, models: readonly KnownModel[]): Payload {
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
  }
}

/** Sets up a run: genesis, agents, network, and the first block on its way. */
export function createWorld(loaded: LoadedScenario, seed: number): World {
  const { scenario, sources } = loaded;
  const keyring = scenario.crypto === "real" ? nobleKeyring : idealKeyring();
  const streams = randomStreams(seed);
  const kernel = createKernel();
  const network = createNetwork(kernel, streams("network"), scenario.network);
  const mempool = createMempool();
  const cast = castOf(scenario, keyring);
  const beacon = keyring.beaconSigner(secretOf(`beacon/${scenario.name}/${seed}`));
  const genesis = genesisOf(scenario, cast, beacon, keyring);
  const begun = genesisState(genesis, keyring.crypto);
  if (!begun.ok) throw new Error(`genesis refused: ${begun.refusal.code} ${begun.refusal.detail}`);
  let state = begun.state;

  const models = scenario.models.map(({ id }): KnownModel => ({ id, modelID: sources[id]!.weightHash, source: sources[id]! }));
  const agents = new Map<Address, Agent>();
  const wallets = new Map<Address, Wallet>();
  const blockMicros = scenario.blockTime;

  const offline = new Map<Address, { readonly from: number; readonly to: number }[]>();
  for (const fault of scenario.faults)
    for (const address of fault.agents.flatMap(cast.named)) offline.set(address, [...(offline.get(address) ?? []), fault]);
  const isOnline = (address: Address): boolean => {
    const height = state.head.height;
    return !(offline.get(address) ?? []).some(({ from, to }) => from <= height && height <= to);
  };

  function hostOf(member: CastMember): Host {
    const { address } = member.signer;
    const wallet = createWallet(
      { kernel, network, mempool, state: () => state, isOnline: () => isOnline(address), resendAfter: 5 * blockMicros },
      member.signer,
    );
    wallets.set(address, wallet);
    const whileOnline = (act: () => void) => (): void => {
      if (isOnline(address)) act();
    };
    return {
      id: member.id,
      address,
      random: streams(`agent/${member.id}`),
      models,
      state: () => state,
      clock: () => GENESIS_TIME + Math.floor(kernel.now() / SECOND),
      blocks: (count) => count * blockMicros,
      after: (delay, act) => kernel.schedule(kernel.now() + delay, PRIORITY.agent, whileOnline(act)),
      submit: (payload) => wallet.submit(payload),
      sign: (digest) => member.signer.sign(digest),
      send(to, message) {
        network.deliver(() => {
          if (isOnline(to)) agents.get(to)?.onMessage?.(message, address);
        });
      },
      group: cast.named,
    };
  }

  function agentOf(member: CastMember): Agent {
    const host = hostOf(member);
    if (member.id === REGISTRAR || member.group === undefined) return createRegistrar(host, registrationsOf(loaded));
    const ownerId = member.group.owner;
    const owner = ownerId === undefined ? undefined : cast.byAddress.get(cast.named(ownerId)[0]!)!.signer;
    const common = {
      stake: member.stake,
      platform: member.platform,
      models: member.group.models ?? scenario.models.map(({ id }) => id),
      owner: owner === undefined ? undefined : { address: owner.address, consent: owner.sign(ownerConsent(state.chain.chainId, host.address)) },
    };
    return behaviourNamed(member.behaviour).create(host, common, member.group);
  }

  for (const member of cast.members) agents.set(member.signer.address, agentOf(member));
  for (const agent of agents.values()) kernel.schedule(0, PRIORITY.agent, () => agent.start?.());
  for (const step of scenario.timeline) {
    const sender = cast.named(step.agent)[0]!;
    kernel.schedule(step.at * blockMicros, PRIORITY.agent, () => wallets.get(sender)!.submit(payloadOfStep(step, sender, cast, models)));
  }

  /** Tells agents what concerns them. */
  function announce({ before, after, built }: BlockView): void {
    for (const event of built.events) {
      const audience = audienceOf(event, before.store, after.store);
      const hearers = audience === "everyone" ? [...agents.keys()] : [...new Set(audience)];
      for (const address of hearers) {
        const agent = agents.get(address);
        if (agent?.onEvent === undefined) continue;
        network.announce(() => {
          if (isOnline(address)) agent.onEvent!(event);
        });
      }
    }
  }

  function makeBlock(): BlockView {
    const before = state;
    const height = before.head.height + 1;
    const nextNonce = (sender: Address): number => accounts.get(state.store, sender)?.nonce ?? 0;
    const chosen = mempool.select(nextNonce);
    const built = build(before, {
      time: GENESIS_TIME + Math.floor(kernel.now() / SECOND),
      proposer: proposerAt(before, height),
      beacon: beacon.sign(beaconDigest(before.chain.chainId, height)),
      transactions: chosen.map(({ bytes }) => bytes),
    });
    state = built.state;
    mempool.prune(nextNonce);
    const dropped = new Set(built.dropped.map(({ transaction }) => transaction));
    for (const { sender, bytes } of chosen) if (dropped.has(bytes)) wallets.get(sender)?.reset();
    return { height, before, after: state, built };
  }

  return {
    cast,
    genesis,
    kernel,
    state: () => state,
    nextBlock() {
      let view: BlockView | undefined;
      const time = (state.head.height + 1) * blockMicros;
      kernel.schedule(time, PRIORITY.block, () => {
        view = makeBlock();
      });
      kernel.runUntil(time);
      announce(view!);
      return view!;
    },
  };
}
