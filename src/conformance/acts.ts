/** What is done on a small chain, by name: attestations, claims, cases and what seats do in them; and scenes to begin with. */
import { attestationId, inputHash, outputHash, outputRoot } from "../model/attestation/hashes.ts";
import { attestations } from "../model/attestation/records.ts";
import type { Payload } from "../model/chain/transactions.ts";
import { claimHash, seatCommitment } from "../model/dispute/hashes.ts";
import { levelSeats } from "../model/dispute/reads.ts";
import { type Case, cases } from "../model/dispute/records.ts";
import { encode } from "../model/encoding/codec.ts";
import type { Hex } from "../model/encoding/hex.ts";
import type { Phase } from "../model/events/events.ts";
import { LUX } from "../model/params/parameters.ts";
import { parseDecimal } from "../model/tolerance/decimal.ts";
import { f32Output, outputCodec, requestCodec } from "../model/tolerance/output.ts";
import {
  type Act,
  act,
  addressOf,
  begin,
  bytesOf,
  type Chain,
  type ChainOptions,
  digestOf,
  type Name,
  nameOf,
  play,
  signerOf,
  skip,
} from "./chain.ts";

/** The model of the tests: one number out; AGREE up to 1, FAULT from 3 on. */
export const WEIGHTS = digestOf("weights");
const TOLERANCE = { kind: "absolute", agree: parseDecimal("1")!, fault: parseDecimal("3")! } as const;

/** Registers a model; fields that are not said are the usual ones. */
export const registerModel = (fields: Partial<Extract<Payload, { kind: "registerModel" }>> = {}): Extract<Payload, { kind: "registerModel" }> => ({
  kind: "registerModel",
  ...{ name: "detector", version: 1n, weightHash: WEIGHTS, architecture: "lstm", paramCount: 1_000n, license: "MIT", teeRequired: false },
  ...{ runtimeHash: digestOf("runtime"), numericClass: "fp32", tolerance: TOLERANCE },
  ...fields,
});

/** A request's canonical bytes: one for every nonce. */
export const requestOf = (nonce: number): Uint8Array =>
  encode(requestCodec, { input: bytesOf("sound"), parameters: new Uint8Array(), seed: 7n, nonce: BigInt(nonce) });

/** An output's canonical bytes: these numbers. */
export const outputOf = (...numbers: readonly number[]): Uint8Array =>
  encode(outputCodec, f32Output(new Uint8Array(Float32Array.from(numbers).buffer)));

/** The salt that a name uses. */
export const saltOf = (name: Name): Hex => digestOf(`salt of ${name}`);

/** What an attestation says, where it is not the usual. */
export interface Attested {
  readonly value?: number;
  readonly request?: Uint8Array;
  readonly modelID?: Hex;
  /** Unix seconds. */
  readonly timestamp?: number;
  readonly teeReport?: Uint8Array;
  /** In the place of the hash of its own output. */
  readonly outputHash?: Hex;
  /** Whose key signs. */
  readonly signedBy?: Name;
  readonly from?: Name;
}

/** A provider attests to a number for a request. */
export function attest(chain: Chain, provider: Name, said: Attested = {}): Act {
  const { value = 0, request = requestOf(0), modelID = WEIGHTS, timestamp = chain.state.head.time, teeReport = new Uint8Array() } = said;
  const { chain: constants } = chain.state;
  const output = said.outputHash ?? outputHash(constants, addressOf(provider), saltOf(provider), outputOf(value));
  const body = {
    modelID,
    inputHash: inputHash(constants, request),
    outputHash: output,
    provider: addressOf(provider),
    teeReport,
    timestamp: BigInt(timestamp),
  };
  const signature = signerOf(chain.keyring, said.signedBy ?? provider).sign(attestationId(constants.chainId, body));
  return act(said.from ?? provider, { kind: "attest", ...body, signature });
}

/** The id of a provider's attestation to a request, as it stands in the state. */
export function attestationOf(chain: Chain, provider: Name, request = requestOf(0)): Hex {
  const found = attestations
    .all(chain.state.store)
    .find((record) => record.provider === addressOf(provider) && record.inputHash === inputHash(chain.state.chain, request));
  if (found === undefined) throw new Error(`${provider} has attested to no such request`);
  return found.id;
}

/** The record of a provider's attestation. */
export const recordOf = (chain: Chain, provider: Name, request = requestOf(0)) =>
  attestations.at(chain.state.store, attestationOf(chain, provider, request));

/** Claims that a pair differs. */
export function claim(chain: Chain, challenger: Name, first: Hex, second: Hex, salt = saltOf(challenger)): Act {
  return act(challenger, { kind: "claim", claim: claimHash(chain.state.chain.chainId, addressOf(challenger), first, second, salt) });
}

/** Opens what was claimed. */
export const openCase = (challenger: Name, first: Hex, second: Hex, input = requestOf(0), salt = saltOf(challenger)): Act =>
  act(challenger, { kind: "openCase", first, second, salt, input });

/** Registers providers with this stake, and lets them serve the model. */
export function provide(
  chain: Chain,
  stakes: { readonly [name: Name]: bigint },
  reportOf: (name: Name) => Uint8Array = () => new Uint8Array(0),
): Chain {
  const registrations = Object.entries(stakes).map(([name, lux]) =>
    act(name, { kind: "registerProvider", owner: addressOf(name), consent: undefined, stake: lux * LUX }),
  );
  const services = Object.keys(stakes).map((name) =>
    act(name, { kind: "serveModel", modelID: WEIGHTS, profile: undefined, teeReport: reportOf(name) }),
  );
  return play(play(chain, ...registrations), ...services);
}

/** Everyone who may sit. */
export const SITTERS = ["s1", "s2", "s3", "s4", "s5", "s6"];

/** A chain with a model, two or three providers and as many sitters as said, whose stake is mature. */
export function market(options: ChainOptions = {}, sitters = SITTERS): Chain {
  const chain = play(begin(options), act("olga", registerModel()));
  const sitting = Object.fromEntries(sitters.map((name) => [name, 200n]));
  const { stakeMaturity } = chain.genesis.protocol.parameters;
  return skip(provide(chain, { ann: 100n, ben: 100n, cid: 100n, ...sitting }), stakeMaturity);
}

/** Ann and Ben have attested to one request, each to a number. */
export const attestedPair = (chain: Chain, ann: number, ben: number): Chain =>
  play(chain, attest(chain, "ann", { value: ann }), attest(chain, "ben", { value: ben }));

/** Eve has opened a case about what Ann and Ben attested to. */
export function contested(chain: Chain, challenger: Name = "eve"): Chain {
  const pair = [attestationOf(chain, "ann"), attestationOf(chain, "ben")] as const;
  return play(play(chain, claim(chain, challenger, ...pair)), openCase(challenger, ...pair));
}

/** The case with this number. */
export const caseOf = (chain: Chain, id = 0): Case => cases.at(chain.state.store, id);

/** Plays empty blocks until the case is in a phase. */
export function until(chain: Chain, phase: Phase, id = 0): Chain {
  let next = chain;
  for (let blocks = 0; caseOf(next, id).phase !== phase; blocks += 1) {
    if (blocks > 200) throw new Error(`the case stays in ${caseOf(next, id).phase}`);
    next = play(next);
  }
  return next;
}

/** Names of the seats of the case's level that have a status. */
export const seatsOf = (chain: Chain, status: string, id = 0): Name[] =>
  levelSeats(caseOf(chain, id))
    .filter((seat) => seat.status === status)
    .map(({ provider }) => nameOf(provider));

/** A seat commits to a number. */
export function commitSeat(chain: Chain, seat: Name, value: number, id = 0): Act {
  const { level } = caseOf(chain, id);
  const root = outputRoot(chain.state.chain, outputOf(value));
  return act(seat, {
    kind: "commitSeat",
    case: id,
    commitment: seatCommitment(chain.state.chain.chainId, id, level, addressOf(seat), root, saltOf(seat)),
  });
}

/** Anyone reveals the number of a provider. */
export const revealOutput = (chain: Chain, provider: Name, value: number, id = 0, from = provider): Act =>
  act(from, { kind: "revealOutput", case: id, attestation: attestationOf(chain, provider), salt: saltOf(provider), output: outputOf(value) });

/** A seat opens a number. */
export const openSeat = (seat: Name, value: number, id = 0): Act =>
  act(seat, { kind: "openSeat", case: id, salt: saltOf(seat), output: outputOf(value) });

/** Plays the case to COMMIT and lets every drawn seat commit to a number. */
export function committed(chain: Chain, value: number, id = 0): Chain {
  const drawn = until(chain, "commit", id);
  return play(drawn, ...seatsOf(drawn, "drawn", id).map((seat) => commitSeat(drawn, seat, value, id)));
}

/** Lets every committed seat open its number. */
export function openedSeats(chain: Chain, value: number, id = 0): Chain {
  const open = until(chain, "open", id);
  return play(open, ...seatsOf(open, "committed", id).map((seat) => openSeat(seat, value, id)));
}

/** Joins a further attestation of the request to a case. */
export const join = (chain: Chain, provider: Name, joiner: Name, id = 0, request = requestOf(0)): Act =>
  act(joiner, { kind: "join", case: id, attestation: attestationOf(chain, provider, request) });

/** Someone appeals; the panel commits to these numbers, seat by seat in the order of their addresses, and opens them. */
export function appealed(chain: Chain, appellant: Name, values: readonly number[], id = 0): Chain {
  const drawn = until(play(chain, act(appellant, { kind: "appeal", case: id })), "commit", id);
  return panel(drawn, values, id);
}

/** The drawn seats of a later level commit to these numbers and open them. */
export function panel(drawn: Chain, values: readonly number[], id = 0): Chain {
  const seats = seatsOf(drawn, "drawn", id);
  const bound = until(play(drawn, ...seats.map((seat, index) => commitSeat(drawn, seat, values[index]!, id))), "open", id);
  return play(bound, ...seats.map((seat, index) => openSeat(seat, values[index]!, id)));
}

/** Plays empty blocks while anyone could appeal. */
export function unappealed(chain: Chain, id = 0): Chain {
  let next = chain;
  while (caseOf(next, id).phase === "appeal") next = play(next);
  return next;
}

/** A whole level with everyone at work, and nobody appeals. */
export const judged = (chain: Chain, ann: number, ben: number, seats: number, id = 0): Chain => unappealed(tallied(chain, ann, ben, seats, id), id);

/** A whole level with everyone at work: seats commit, Ann and Ben reveal, seats open. */
export function tallied(chain: Chain, ann: number, ben: number, seats: number, id = 0): Chain {
  const revealing = until(committed(chain, seats, id), "reveal", id);
  return openedSeats(play(revealing, revealOutput(chain, "ann", ann, id), revealOutput(chain, "ben", ben, id)), seats, id);
}
