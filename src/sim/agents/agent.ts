import type { Attestation } from "../../model/attestation/records.ts";
import type { State } from "../../model/chain/state.ts";
import type { Payload } from "../../model/chain/transactions.ts";
import type { Address } from "../../model/crypto/address.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import type { Event } from "../../model/events/events.ts";
import type { Micros } from "../kernel/kernel.ts";
import type { RandomStream } from "../kernel/streams.ts";
import type { InferenceSource } from "../numerics/source.ts";
import type { TeePort } from "../tee/port.ts";
import type { WarpPort } from "../warp/port.ts";

/** What agents say to each other beside the chain. */
export type Message =
  /** A consumer to a provider: please run this. */
  | { readonly kind: "request"; readonly modelID: Hex; readonly request: Uint8Array }
  /** A provider to a consumer: the output, and what attests to it. */
  | { readonly kind: "delivery"; readonly attestation: Attestation; readonly output: Uint8Array; readonly salt: Hex };

/** A model of the scenario, as agents know it. */
export interface KnownModel {
  readonly id: string;
  readonly modelID: Hex;
  readonly source: InferenceSource;
}

/** A transaction that waits for a block, as any node sees it. */
export interface Waiting {
  readonly sender: Address;
  readonly payload: Payload;
}

/** What the world lets an agent do. Everything that it changes, it changes by a transaction or a message. */
export interface Host {
  readonly id: string;
  readonly address: Address;
  /** This agent's own randomness. */
  readonly random: RandomStream;
  readonly models: readonly KnownModel[];
  /** The state at the head that the agent's node has. */
  state(): State;
  /** Unix seconds by the agent's clock. */
  clock(): number;
  /** So many blocks in virtual time. */
  blocks(count: number): Micros;
  /** Does something later, unless the agent is offline then. */
  after(delay: Micros, act: () => void): void;
  /** Signs and sends a transaction; sends it again until it is in a block. */
  submit(payload: Payload): void;
  /** Likewise, but into a block ahead of what others send: what a proposer can do, and whoever pays it. */
  submitFirst(payload: Payload): void;
  /** What others sent and no block holds yet, in order of arrival: whoever runs a node sees it. */
  pending(): readonly Waiting[];
  sign(digest: Hex): Hex;
  send(to: Address, message: Message): void;
  /** What it has on its disk under this name, made where nothing is there: it outlives a crash that takes its memory only. */
  kept<T>(name: string, make: () => T): T;
  /** Addresses of a group of agents, in their order. */
  group(id: string): readonly Address[];
  /** What a consumer on another chain has of this one; undefined where the scenario has no validators. */
  readonly warp: WarpPort | undefined;
  /** Its machine, and Intel; undefined where evidence is assumed or not spoken of. */
  readonly tee: TeePort | undefined;
}

/** An agent: what it does at the start, on news from the chain that concerns it, and on a message. */
export interface Agent {
  start?(): void;
  /** It crashed and begins anew, with its keys, what the chain says, and what it kept; news of what it missed follow. */
  restart?(): void;
  onEvent?(event: Event): void;
  onMessage?(message: Message, from: Address): void;
}
