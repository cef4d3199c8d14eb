import type { Hex } from "../../model/encoding/hex.ts";
import type { Host } from "./agent.ts";
import type { Behaviour } from "./behaviour.ts";
import { createCustomer } from "./customer.ts";
import { type CustomerParameters, customerParameters } from "./customer-parameters.ts";
import { count, groups } from "./parameters.ts";
import { predictSeats } from "./prediction.ts";

/** Keys of a group of grinders. */
interface GrinderParameters extends CustomerParameters {
  readonly accomplices: readonly string[];
  readonly tries: number;
}

/** A salt whose draws seat accomplices: a majority of every level, or else of as many levels, from the first, as were found. */
function grind(host: Host, { accomplices, tries }: GrinderParameters, first: Hex, second: Hex): Hex {
  const ring = new Set(accomplices.flatMap((id) => host.group(id)));
  const predict = predictSeats(host.state(), { challenger: host.address, first, second });
  const isWon = (seats: readonly Hex[]): boolean => 2 * seats.filter((seat) => ring.has(seat)).length > seats.length;
  let best = { salt: host.random.bytes(32), levels: -1 };
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const salt = attempt === 0 ? best.salt : host.random.bytes(32);
    const levels = predict(salt);
    const lost = levels.findIndex((seats) => !isWon(seats));
    const won = lost < 0 ? levels.length : lost;
    if (won > best.levels) best = { salt, levels: won };
    if (won === levels.length) break;
  }
  return best.salt;
}

/**
 * Challenges honest answers with an accomplice's, and where the draw hashes the case (R18 `case-hash`) tries salts until the
 * seats are accomplices too: the client in use draws by the task's own id. By the beacon it can predict nothing, and its
 * accomplices are drawn as their stake is.
 */
export const grinder: Behaviour<GrinderParameters> = {
  name: "grinder",
  role: "consumer",
  isHonest: false,
  about: "challenges what is at FAULT, and where the draw hashes the case tries salts until its accomplices are seated",
  computes: "nothing",
  parameters: {
    ...customerParameters,
    accomplices: groups("groups of providers that it wants for seats").default([]),
    tries: count("how many salts it tries").default(2000),
  },
  create: (host, common, parameters) =>
    createCustomer(host, common, {
      ...parameters,
      challenges: (comparison) => comparison === "fault",
      chooseSalt: (first, second) =>
        host.state().chain.rulings.R18 === "case-hash" ? grind(host, parameters, first, second) : host.random.bytes(32),
    }),
};
