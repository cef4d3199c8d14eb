import type { RandomStream } from "../kernel/streams.ts";
import type { Link } from "../network/network.ts";
import type { Delivery, Ear, WireConditions } from "./port.ts";

/** What the network between the chains did with messages. */
export interface WireCounts {
  delivered: number;
  duplicated: number;
  replayed: number;
}

/** The way from relayers to one consumer: it delays and loses as its link does, doubles, and brings old messages again. */
export interface Wire {
  send(delivery: Delivery): void;
}

/** The wire of one consumer, with its own randomness. */
export function createWire(link: Link, random: RandomStream, ear: () => Ear | undefined, conditions: WireConditions, counts: WireCounts): Wire {
  const earlier: Delivery[] = [];
  const carry = (delivery: Delivery): void =>
    link.deliver(() => {
      counts.delivered += 1;
      ear()?.hear(delivery);
    });

  /** An earlier answer, passed off as one about what is asked now. */
  function replay(now: Delivery): void {
    const old = random.pick(earlier);
    counts.replayed += 1;
    carry(old.kind === "answer" && now.kind === "answer" && random.chance(0.5) ? { ...old, about: now.about } : old);
  }

  return {
    send(delivery) {
      carry(delivery);
      if (random.chance(conditions.duplicates)) {
        counts.duplicated += 1;
        carry(delivery);
      }
      if (earlier.length > 0 && random.chance(conditions.replays)) replay(delivery);
      earlier.push(delivery);
    },
  };
}
