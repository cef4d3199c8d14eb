import { attestations } from "../../model/attestation/records.ts";
import type { Genesis } from "../../model/chain/genesis.ts";
import type { State } from "../../model/chain/state.ts";
import type { Keyring } from "../../model/crypto/crypto.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import { protocolInForce } from "../../model/ledger/records.ts";
import { inOrder, type WarpValidator } from "../../model/validators/set.ts";
import { type Handover, handoverOf } from "../../model/warp/lookup.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { RandomStream } from "../kernel/streams.ts";
import { createLink, type Link } from "../network/network.ts";
import { agentIds } from "../scenario/resolve.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Ear, WarpPort } from "../warp/port.ts";
import { collect, type RelayerWorld, type Validator } from "../warp/relayer.ts";
import { createWire, type Wire, type WireCounts } from "../warp/wire.ts";
import { secretOf } from "./cast.ts";

/** The network that a scenario's messages name. */
const NETWORK = 1;

/** How many heads back validators can be asked for: a relayer's rounds end long before. */
const STATES_KEPT = 256;

/** Warp validators of a scenario's groups, in the order of a set; all that begin with genesis where no groups are named. */
export function warpSetOf({ validators }: Scenario, keyring: Keyring, groups?: readonly string[]): WarpValidator[] {
  const chosen = validators.filter(({ id, atGenesis }) => (groups === undefined ? atGenesis : groups.includes(id)));
  const members = chosen.flatMap((group) => agentIds(group).map((id) => ({ id, weight: BigInt(group.weight) })));
  return inOrder(
    members.map(({ id, weight }) => {
      const { publicKey, possession } = keyring.multiSigner(secretOf(`validator/${id}`));
      return { publicKey, possession, weight };
    }),
  );
}

/** What genesis says of Warp: a network and a set, or network 0 without one. */
export function warpGenesisOf(scenario: Scenario, keyring: Keyring): Genesis["validators"] {
  const set = warpSetOf(scenario, keyring);
  return { networkID: set.length === 0 ? 0 : NETWORK, set };
}

/** What one consumer on another chain did. */
export interface Reliance {
  readonly id: string;
  asked: number;
  accepted: number;
  readonly refused: Map<string, number>;
  /** Attestations that it relied on, and what it paid for each, nLUX. */
  readonly relied: Map<Hex, bigint>;
}

/** Counts of a run's Warp. */
export interface WarpTally {
  /** Messages that a quorum signed; those of them that say what the chain does not; those that fell short and were sent all the same. */
  whole: number;
  lies: number;
  short: number;
  readonly wire: WireCounts;
  readonly consumers: Reliance[];
}

/** The other chain's side of a run. */
export interface Warp {
  readonly tally: WarpTally;
  /** The port of an agent, by its id. */
  portOf(id: string): WarpPort;
  /** Follows the chain: keeps states for validators, brings handovers and news of attestations on their way. */
  observe(state: State, attested: readonly { readonly attestation: Hex; readonly provider: Hex }[]): void;
}

/** What Warp needs of its world. */
export interface WarpWorld {
  readonly scenario: Scenario;
  readonly kernel: Kernel;
  readonly keyring: Keyring;
  readonly streams: (label: string) => RandomStream;
  readonly genesis: State;
}

/** One consumer's ear and the way to it. */
interface Line {
  readonly link: Link;
  readonly reliance: Reliance;
  ear: Ear | undefined;
  wire: Wire | undefined;
}

/** Sets up validators, relayers and wires of a scenario; undefined where it has no validators, and then nothing of Warp is there. */
export function createWarp({ scenario, kernel, keyring, streams, genesis }: WarpWorld): Warp | undefined {
  if (scenario.validators.length === 0) return undefined;
  const states = new Map<number, State>([[0, genesis]]);
  let head = genesis;
  const validators = scenario.validators.flatMap((group) =>
    agentIds(group).map((id): Validator => {
      const link = createLink(kernel, streams(`network/${id}`), () => scenario.network);
      return { id, conduct: group.behaviour, since: group.since, signer: keyring.multiSigner(secretOf(`validator/${id}`)), link };
    }),
  );
  const { chainId: chainID } = genesis.chain;
  const retryAfter = scenario.blockTime + 2 * (scenario.network.delay + scenario.network.jitter);
  const { multi: signatures } = keyring.crypto;
  const relaying: RelayerWorld = { kernel, validators, signatures, networkID: NETWORK, chainID, stateAt: (height) => states.get(height), retryAfter };
  const tally: WarpTally = { whole: 0, lies: 0, short: 0, wire: { delivered: 0, duplicated: 0, replayed: 0 }, consumers: [] };
  const lines: Line[] = [];
  const handovers: { readonly handover: Handover; readonly message: Uint8Array }[] = [];
  const archive = createLink(kernel, streams("network/relayer"), () => scenario.network);
  const genesisSet = warpSetOf(scenario, keyring);

  function count(isWhole: boolean, isLie: boolean): void {
    if (!isWhole) tally.short += 1;
    else tally.whole += 1;
    if (isWhole && isLie) tally.lies += 1;
  }

  function relay(line: Line, attestation: Hex, since: number): void {
    for (const { handover, message } of handovers)
      if (handover.record.from > since) line.wire?.send({ kind: "handover", message, record: handover.record, proof: handover.proof });
    const asked = head;
    const truth = attestations.get(asked.store, attestation)?.status;
    collect(relaying, line.link, asked.head.height, { kind: "attestation", id: attestation }, ({ statement, message, isWhole }) => {
      const { lookup, witness } = statement;
      const said = lookup.kind === "attestation" ? lookup.status : witness?.record?.status;
      count(isWhole, said !== truth);
      line.wire?.send({ kind: "answer", about: attestation, message, witness });
    });
  }

  function handOver(state: State): void {
    const handover = handoverOf(state);
    if (handover === undefined) return;
    collect(relaying, archive, state.head.height, { kind: "handover" }, ({ message, isWhole }) => {
      count(isWhole, false);
      if (isWhole) handovers.push({ handover, message });
    });
  }

  return {
    tally,
    portOf(id) {
      const random = streams(`wire/${id}`);
      const reliance: Reliance = { id, asked: 0, accepted: 0, refused: new Map(), relied: new Map() };
      const line: Line = {
        link: createLink(kernel, streams(`network/relayer/${id}`), () => scenario.network),
        reliance,
        ear: undefined,
        wire: undefined,
      };
      return {
        ...{ networkID: NETWORK, chainID, signatures, genesis: genesisSet },
        retention: protocolInForce(genesis.store).parameters.warpRetention,
        listen(ear, conditions) {
          line.ear = ear;
          line.wire = createWire(line.link, random, () => line.ear, conditions, tally.wire);
          lines.push(line);
          tally.consumers.push(reliance);
        },
        ask(attestation, since) {
          reliance.asked += 1;
          line.link.deliver(() => relay(line, attestation, since));
        },
        judged(verdict) {
          if (verdict.ok) reliance.accepted += 1;
          else reliance.refused.set(verdict.code, (reliance.refused.get(verdict.code) ?? 0) + 1);
        },
        relied: (attestation, paid) => void reliance.relied.set(attestation, (reliance.relied.get(attestation) ?? 0n) + paid),
      };
    },
    observe(state, attested) {
      head = state;
      states.set(state.head.height, state);
      states.delete(state.head.height - STATES_KEPT);
      handOver(state);
      for (const { link, ear } of lines) for (const { attestation, provider } of attested) link.announce(() => ear?.news(attestation, provider));
    },
  };
}
