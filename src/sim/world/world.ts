import { type Built, build, proposerAt } from "../../model/chain/apply.ts";
import { beaconDigest } from "../../model/chain/block.ts";
import { type Genesis, genesisState } from "../../model/chain/genesis.ts";
import type { State } from "../../model/chain/state.ts";
import type { Address, AddressForm } from "../../model/crypto/address.ts";
import type { Keyring } from "../../model/crypto/crypto.ts";
import { idealKeyring } from "../../model/crypto/ideal.ts";
import { accounts } from "../../model/ledger/records.ts";
import { ownerConsent } from "../../model/staking/register-provider.ts";
import type { Agent, Host, KnownModel, Waiting } from "../agents/agent.ts";
import { behaviourNamed } from "../agents/behaviours.ts";
import { createRegistrar } from "../agents/registrar.ts";
import { createKernel, type Kernel, PRIORITY, SECOND } from "../kernel/kernel.ts";
import { randomStreams } from "../kernel/streams.ts";
import { createMempool, type Mempool, type Pending } from "../network/mempool.ts";
import { createLink, type Link } from "../network/network.ts";
import { createWallet, type Wallet } from "../network/wallet.ts";
import type { LoadedScenario } from "../scenario/load.ts";
import { protocolOfScenario } from "../scenario/resolve.ts";
import { audienceOf } from "./audience.ts";
import { type Cast, type CastMember, castOf, REGISTRAR, secretOf } from "./cast.ts";
import { createFaults, type FaultTally } from "./faults.ts";
import { createPresence } from "./presence.ts";
import { allowancesOf, genesisOf, genesisTimeOf, modelIdOf, payloadsOfStep, registrationsOf } from "./setting.ts";
import { createTee, type Tee } from "./tee.ts";
import { createWarp, type Warp, warpSetOf } from "./warp.ts";

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
  /** Undefined where the scenario has no validators. */
  readonly warp: Warp | undefined;
  /** What the scenario's faults did; undefined where it has none. */
  readonly faults: FaultTally | undefined;
  /** Undefined where evidence is assumed or not spoken of. */
  readonly tee: Tee | undefined;
}

/** Makes the keys of a run of `crypto: real`: `realKeyringOf`. Whoever starts one brings it, so that no ideal run loads its curves. */
export type RealKeyringOf = (form: AddressForm) => Keyring;

function keyringOf({ crypto }: LoadedScenario["scenario"], form: AddressForm, realKeyringOf: RealKeyringOf | undefined): Keyring {
  if (crypto !== "real") return idealKeyring(form);
  if (realKeyringOf === undefined) throw new TypeError("a scenario of `crypto: real` is run with the option realKeyringOf, which achain/model has");
  return realKeyringOf(form);
}

/** Blocks after which a transaction that is in none is sent again. */
const RESEND_BLOCKS = 5;

/** What waits in a mempool but for one's own. */
function waitingOf(mempool: Mempool, self: Address): readonly Waiting[] {
  return mempool.all().filter(({ sender }) => sender !== self);
}

/** What a world can be given beside its scenario. */
export interface WorldOptions {
  /** Needed where the scenario says `crypto: real`. */
  readonly realKeyringOf?: RealKeyringOf | undefined;
  /** What makes blocks: the model's `build`, but where somebody wants to see what a broken one does. */
  readonly transition?: typeof build | undefined;
}

/** Sets up a run: genesis, agents, network, and the first block on its way. */
export function createWorld(loaded: LoadedScenario, seed: number, { realKeyringOf, transition = build }: WorldOptions = {}): World {
  const { scenario, sources } = loaded;
  const form = protocolOfScenario(scenario).rulings.R02 === "default" ? "keccak" : "ripemd";
  const keyring = keyringOf(scenario, form, realKeyringOf);
  const streams = randomStreams(seed);
  const kernel = createKernel();
  const mempool = createMempool();
  const cast = castOf(loaded, keyring);
  const beacon = keyring.beaconSigner(secretOf(`beacon/${scenario.name}/${seed}`));
  const genesisTime = genesisTimeOf(scenario);
  const tee = createTee({ scenario, kernel, keyring, genesisTime, given: loaded.evidence });
  const genesis = genesisOf(scenario, cast, beacon, keyring, tee);
  const begun = genesisState(genesis, keyring.crypto);
  if (!begun.ok) throw new Error(`genesis refused: ${begun.refusal.code} ${begun.refusal.detail}`);
  let state = begun.state;
  const warp = createWarp({ scenario, kernel, keyring, streams, genesis: state });

  const registrar = cast.named(REGISTRAR)[0]!;
  const models = scenario.models.map(({ id }): KnownModel => ({ id, modelID: modelIdOf(loaded, id, registrar), source: sources[id]! }));
  const agents = new Map<Address, Agent>();
  const wallets = new Map<Address, Wallet>();
  const links = new Map<Address, Link>();
  const blockMicros = scenario.blockTime;
  const warpSet = (groups: readonly string[]) => warpSetOf(scenario, keyring, groups);

  const faults = createFaults(scenario, cast);
  const { slotOf } = faults;
  const height = (): number => state.head.height;
  const presence = createPresence(faults, [...cast.byAddress.keys()], () => state);
  /** What agents keep when they crash, and how often each began. */
  const disks = new Map<Address, Map<string, unknown>>();
  const lives = new Map<Address, number>();

  const now = (): number => genesisTime + Math.floor(kernel.now() / SECOND);
  const timeAt = (at?: number): number => (at === undefined ? now() : genesisTime + slotOf(at) * (blockMicros / SECOND));

  function isCut(one: Address, other?: Address): boolean {
    const isApart = faults.isCut(height(), one, other);
    if (isApart) faults.tally.cut += 1;
    return isApart;
  }

  /** An agent's link and wallet: its node, which outlives it. */
  function connected({ id, signer }: CastMember): { readonly link: Link; readonly wallet: Wallet } {
    const { address } = signer;
    const [known, found] = [links.get(address), wallets.get(address)];
    if (known !== undefined && found !== undefined) return { link: known, wallet: found };
    const link = createLink(kernel, streams(`network/${id}`), () => faults.conditions(address, height()), faults.tally);
    const canSend = (): boolean => presence.isUp(address) && !isCut(address);
    const wallet = createWallet({ kernel, link, mempool, state: () => state, canSend, resendAfter: RESEND_BLOCKS * blockMicros }, signer);
    links.set(address, link);
    wallets.set(address, wallet);
    return { link, wallet };
  }

  /** What an agent has on its disk under a name, made when it is first asked for. */
  function keptOn<T>(address: Address, name: string, make: () => T): T {
    const disk = disks.get(address) ?? new Map<string, unknown>();
    disks.set(address, disk);
    if (!disk.has(name)) disk.set(name, make());
    return disk.get(name) as T;
  }

  function hostOf(member: CastMember): Host {
    const { address } = member.signer;
    const { link, wallet } = connected(member);
    const life = lives.get(address);
    const inThisLife = (act: () => void) => (): void => {
      if (lives.get(address) === life) presence.whenUp(address, act);
    };
    return {
      id: member.id,
      address,
      random: streams(`agent/${member.id}`),
      models,
      state: () => presence.stateOf(address),
      clock: () => now() + faults.clockError(height(), address),
      blocks: (count) => count * blockMicros,
      after: (delay, act) => kernel.schedule(kernel.now() + delay, PRIORITY.agent, inThisLife(act)),
      submit: (payload) => wallet.submit(payload),
      submitFirst: (payload) => wallet.submit(payload, true),
      pending: () => waitingOf(mempool, address),
      sign: (digest) => member.signer.sign(digest),
      send(to, message) {
        if (isCut(address, to)) return;
        link.deliver(() => {
          if (presence.isUp(to)) agents.get(to)?.onMessage?.(message, address);
        });
      },
      kept: (name, make) => keptOn(address, name, make),
      group: cast.named,
      warp: warp?.portOf(member.id),
      tee: tee?.portOf(member.id, () => presence.isUp(address)),
    };
  }

  function agentOf(member: CastMember): Agent {
    const host = hostOf(member);
    if (member.id === REGISTRAR || member.group === undefined)
      return createRegistrar(host, [...registrationsOf(loaded), ...allowancesOf(scenario, models, tee)]);
    const ownerId = member.group.owner;
    const owner = ownerId === undefined ? undefined : cast.byAddress.get(cast.named(ownerId)[0]!)!.signer;
    const common = {
      stake: member.stake,
      platform: member.platform,
      models: member.group.models ?? scenario.models.map(({ id }) => id),
      owner: owner === undefined ? undefined : { address: owner.address, consent: owner.sign(ownerConsent(state.chain.chainId, host.address)) },
    };
    return behaviourNamed(loaded.behaviours, member.behaviour).create(host, common, member.group);
  }

  for (const member of cast.members) agents.set(member.signer.address, agentOf(member));
  for (const agent of agents.values()) kernel.schedule(0, PRIORITY.agent, () => agent.start?.());
  for (const step of scenario.timeline) {
    const { signer } = cast.byAddress.get(cast.named(step.agent)[0]!)!;
    const send = (): void => {
      for (const payload of payloadsOfStep(step, signer, state, { cast, models, tee, timeAt, warpSet })) wallets.get(signer.address)!.submit(payload);
    };
    kernel.schedule(slotOf(step.at) * blockMicros, PRIORITY.agent, send);
  }

  /** Tells agents what concerns them. */
  function announce({ before, after, built }: BlockView): void {
    for (const event of built.events) {
      const audience = audienceOf(event, before.store, after.store);
      const hearers = audience === "everyone" ? [...agents.keys()] : [...new Set(audience)];
      for (const address of hearers) {
        const agent = agents.get(address);
        if (agent?.onEvent === undefined) continue;
        links.get(address)!.announce(() => presence.whenHearing(address, () => agents.get(address)!.onEvent!(event)));
      }
    }
    for (const { address, acts } of presence.settle())
      links.get(address)!.announce(() => {
        for (const act of acts) presence.whenHearing(address, act);
      });
  }

  /** Agents that crashed and are due begin anew: with their keys, what the chain says, and what is on their disk. */
  function restart(): void {
    for (const { address, losesDisk } of faults.restartsAt(height() + 1)) {
      faults.tally.restarts += 1;
      lives.set(address, (lives.get(address) ?? 0) + 1);
      if (losesDisk) disks.delete(address);
      presence.forget(address);
      wallets.get(address)!.reset();
      const agent = agentOf(cast.byAddress.get(address)!);
      agents.set(address, agent);
      kernel.schedule(kernel.now(), PRIORITY.agent, () => presence.whenUp(address, () => agent.restart?.()));
    }
  }

  /** Whether a transaction is left out of the next block. */
  function isLeftOut({ sender, payload }: Pending): boolean {
    if (!faults.isCensored(height() + 1, sender, payload.kind)) return false;
    faults.tally.censored += 1;
    return true;
  }

  /** The block's time by its proposer's clock, which can be wrong: but no earlier than the chain takes. */
  const proposedTime = (): number => Math.max(now() + faults.clockError(height() + 1), state.head.time + 1);

  function makeBlock(): BlockView {
    const before = state;
    const next = before.head.height + 1;
    const nextNonce = (sender: Address): number => accounts.get(state.store, sender)?.nonce ?? 0;
    const chosen = mempool.select(nextNonce, faults.censors(height() + 1) ? isLeftOut : undefined);
    const built = transition(before, {
      time: proposedTime(),
      proposer: proposerAt(before, next),
      beacon: beacon.sign(beaconDigest(before.chain.chainId, next)),
      transactions: chosen.map(({ bytes }) => bytes),
    });
    state = built.state;
    mempool.prune(nextNonce);
    const dropped = new Set(built.dropped.map(({ transaction }) => transaction));
    for (const { sender, bytes } of chosen) if (dropped.has(bytes)) wallets.get(sender)?.reset();
    return { height: next, before, after: state, built };
  }

  return {
    cast,
    genesis,
    kernel,
    warp,
    tee,
    faults: scenario.faults.length === 0 ? undefined : faults.tally,
    state: () => state,
    nextBlock() {
      let view: BlockView | undefined;
      const slot = slotOf(height() + 1);
      faults.tally.stalled += slot - slotOf(height()) - 1;
      const time = slot * blockMicros;
      restart();
      kernel.schedule(time, PRIORITY.block, () => {
        view = makeBlock();
      });
      kernel.runUntil(time);
      announce(view!);
      warp?.observe(
        state,
        view!.built.events.filter((event) => event.kind === "attested"),
      );
      return view!;
    },
  };
}
