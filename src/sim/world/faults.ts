import type { Address } from "../../model/crypto/address.ts";
import type { NetworkConditions, NetworkTally } from "../network/network.ts";
import { type Fault, PROPOSERS } from "../scenario/fault-schema.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Cast } from "./cast.ts";

/** What faults did in a run. */
export interface FaultTally extends NetworkTally {
  /** Agents that began anew. */
  restarts: number;
  /** Transactions that a proposer left out, once for every block. */
  censored: number;
  /** Blocks that were not made. */
  stalled: number;
  /** Messages and transactions that a partition kept apart. */
  cut: number;
}

/** What the faults of a scenario say of a height. */
export interface Faults {
  readonly tally: FaultTally;
  /** Whether any agent is away or cut off at any time. */
  readonly hasAbsences: boolean;
  /** Whether an agent is offline, or crashed. */
  isDown(address: Address, height: number): boolean;
  /** Whether two agents cannot hear each other; without a second one, whether the first is cut off from the chain. */
  isCut(height: number, one: Address, other?: Address): boolean;
  /** Seconds that a clock is ahead; of whoever makes blocks where no agent is named. */
  clockError(height: number, address?: Address): number;
  /** How what an agent sends travels: of two that say otherwise at once, the later in the list counts. */
  conditions(address: Address, height: number): NetworkConditions;
  /** Whether anything is left out of a block. */
  censors(height: number): boolean;
  /** Whether a transaction of this sender and kind is. */
  isCensored(height: number, sender: Address, kind: string): boolean;
  /** The slot of a height: how many block times after genesis it is made. */
  slotOf(height: number): number;
  /** Who begins anew before the block of a height, and whether it has lost its disk. */
  restartsAt(height: number): readonly { readonly address: Address; readonly losesDisk: boolean }[];
}

/** Agents that a fault can keep from what the protocol asks of them: those that it names, or everyone. */
export function isTroubledBy(fault: Fault, cast: Cast, address: Address): boolean {
  if (fault.kind === "stall") return false;
  return fault.agents === undefined || fault.agents.flatMap(cast.named).includes(address);
}

type Kind = Fault["kind"];
type Of<K extends Kind> = Extract<Fault, { kind: K }>;

/** The faults of a scenario by height. */
export function createFaults({ faults, network }: Scenario, cast: Cast): Faults {
  const of = <K extends Kind>(kind: K): Of<K>[] => faults.filter((fault): fault is Of<K> => fault.kind === kind);
  const whom = (fault: { readonly agents?: readonly string[] | undefined }): ((address: Address) => boolean) => {
    if (fault.agents === undefined) return () => true;
    const named = new Set(fault.agents.flatMap(cast.named));
    return (address) => named.has(address);
  };
  const spans = <F extends { readonly from: number; readonly to: number; readonly agents?: readonly string[] | undefined }>(all: readonly F[]) =>
    all.map((fault) => ({ fault, isOn: (height: number) => fault.from <= height && height <= fault.to, isOf: whom(fault) }));

  const down = spans<Of<"offline"> | Of<"crash">>([...of("offline"), ...of("crash")]);
  const partitions = spans(of("partition"));
  const clocks = spans(of("clock"));
  const weather = spans(of("network"));
  const censorship = spans(of("censor"));
  const stalls = of("stall");
  const crashes = of("crash");
  return {
    tally: { lost: 0, duplicated: 0, restarts: 0, censored: 0, stalled: 0, cut: 0 },
    hasAbsences: down.length + partitions.length > 0,
    isDown: (address, height) => down.some(({ isOn, isOf }) => isOn(height) && isOf(address)),
    isCut: (height, one, other) => partitions.some(({ isOn, isOf }) => isOn(height) && isOf(one) !== (other !== undefined && isOf(other))),
    clockError(height, address) {
      const isMeant = ({ fault, isOf }: (typeof clocks)[number]): boolean =>
        address === undefined ? fault.agents.includes(PROPOSERS) : isOf(address);
      return clocks.reduce((sum, clock) => (clock.isOn(height) && isMeant(clock) ? sum + clock.fault.by : sum), 0);
    },
    conditions(address, height) {
      if (weather.length === 0) return network;
      let { delay, jitter, loss, duplicates, tail }: NetworkConditions = network;
      for (const { fault, isOn, isOf } of weather) {
        if (!isOn(height) || !isOf(address)) continue;
        delay = fault.delay ?? delay;
        jitter = fault.jitter ?? jitter;
        loss = fault.loss ?? loss;
        duplicates = fault.duplicates ?? duplicates;
        tail = fault.tail ?? tail;
      }
      return { delay, jitter, loss, duplicates, tail };
    },
    censors: (height) => censorship.some(({ isOn }) => isOn(height)),
    isCensored: (height, sender, kind) =>
      censorship.some(({ fault, isOn, isOf }) => isOn(height) && isOf(sender) && (fault.kinds?.includes(kind) ?? true)),
    slotOf: (height) => stalls.reduce((slot, { at, slots }) => (at < height ? slot + slots : slot), height),
    restartsAt: (height) =>
      crashes.flatMap(({ agents, to, loses }) =>
        to + 1 === height ? agents.flatMap(cast.named).map((address) => ({ address, losesDisk: loses === "disk" })) : [],
      ),
  };
}
