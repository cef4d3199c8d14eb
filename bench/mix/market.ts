/** What consumers and providers of the mix do: orders, attestations that fill some of them, and what providers computed. */

import { requestOf } from "../../src/conformance/acts.ts";
import { addressOf, type Name, SHORT, signerOf } from "../../src/conformance/chain.ts";
import { attestationId, inputHash, outputHash } from "../../src/model/attestation/hashes.ts";
import { sha256 } from "../../src/model/crypto/hash.ts";
import { encode } from "../../src/model/encoding/codec.ts";
import { type Hex, toHex } from "../../src/model/encoding/hex.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { freeStake, isActive, providers } from "../../src/model/staking/records.ts";
import { f32Output, outputCodec } from "../../src/model/tolerance/output.ts";
import type { RandomStream } from "../../src/sim/kernel/streams.ts";
import type { Cast, Deed, Model, Played } from "./cast.ts";

/** A provider's attestation to a request: its id, and whether what it computed is wrong. */
export interface Answer {
  readonly provider: Name;
  readonly id: Hex;
  readonly isWrong: boolean;
}

/** A request, and who answered it. */
export interface Asked {
  readonly model: Model;
  readonly nonce: number;
  readonly inputHash: Hex;
  readonly answers: Answer[];
  /** The height of the last answer. */
  answeredAt: number;
}

interface Ordered {
  readonly asked: Asked;
  readonly provider: Name;
  readonly expiry: number;
}

/** What the market remembers from block to block. */
export interface Market {
  readonly random: RandomStream;
  readonly cast: Cast;
  /** Orders that nobody has filled yet, oldest first. */
  readonly ordered: Ordered[];
  /** Requests answered of late, oldest first. */
  readonly recent: Asked[];
  requests: number;
}

/** A market where nothing happened yet. */
export const marketOf = (random: RandomStream, cast: Cast): Market => ({ random, cast, ordered: [], recent: [], requests: 0 });

/** The salt under which someone hides an output to a request. */
export const saltFor = (who: Name, nonce: number): Hex => toHex(sha256(new TextEncoder().encode(`${who} ${nonce}`)));

/** What someone computes for a request: numbers that differ a little from one to the next, or are all wrong. */
export function computed({ model, nonce }: Pick<Asked, "model" | "nonce">, who: Name, isWrong: boolean): Uint8Array {
  const noise = model.tolerance.kind === "bytes" ? 0 : (who.length * 31 + who.charCodeAt(who.length - 1)) % 7;
  const numbers = Float32Array.from({ length: model.width }, (_, index) => {
    const number = 1 + ((nonce * 31 + index * 17) % 1000) / 8;
    return isWrong ? -number - 50 : number + noise / 1024;
  });
  return encode(outputCodec, f32Output(new Uint8Array(numbers.buffer)));
}

/** The share of attestations whose output is wrong. */
const WRONG = 0.04;
/** Blocks during which a request is answered again. */
const ANSWERED_AGAIN = 5;
/** Least and most blocks before an order expires. */
const ORDER_LIFE = [6, 12] as const;

function newRequest(market: Market, played: Played): Asked {
  market.requests += 1;
  const nonce = market.requests;
  const { random, cast } = market;
  const hash = inputHash(played.state.chain, requestOf(nonce));
  return { model: random.pick(cast.models), nonce, inputHash: hash, answers: [], answeredAt: 0 };
}

/** An order for a new request, of one of the providers that serve the model; it is known to providers from the next block on. */
function order(market: Market, played: Played, placed: Ordered[]): Deed {
  const { random, cast } = market;
  const asked = newRequest(market, played);
  const provider = random.pick(asked.model.servers);
  const expiry = played.state.head.height + 1 + ORDER_LIFE[0] + random.below(ORDER_LIFE[1] - ORDER_LIFE[0] + 1);
  placed.push({ asked, provider, expiry });
  const fee = BigInt(100 + random.below(900)) * (LUX / 1000n);
  const terms = { provider: addressOf(provider), modelID: asked.model.id, inputHash: asked.inputHash, fee, expiry: BigInt(expiry) };
  return { from: random.pick(cast.users), payload: { kind: "placeOrder", ...terms } };
}

/** An attestation as its provider signs it; one in ten is sent by someone else. */
export function attestation(market: Market, { state, keyring }: Played, asked: Asked, provider: Name): Deed {
  const isWrong = market.random.chance(WRONG);
  const signer = signerOf(keyring, provider);
  const output = outputHash(state.chain, signer.address, saltFor(provider, asked.nonce), computed(asked, provider, isWrong));
  const body = {
    modelID: asked.model.id,
    inputHash: asked.inputHash,
    outputHash: output,
    provider: signer.address,
    teeReport: new Uint8Array(),
    timestamp: BigInt(state.head.time),
  };
  const id = attestationId(state.chain.chainId, body);
  asked.answers.push({ provider, id, isWrong });
  asked.answeredAt = state.head.height + 1;
  const from = market.random.chance(0.1) ? market.random.pick(market.cast.users) : provider;
  return { from, payload: { kind: "attest", ...body, signature: signer.sign(id) } };
}

/** Room for further attestations of providers in this block: what is free of their stake now. */
function roomOf({ state }: Played): (provider: Name) => boolean {
  const parameters = SHORT;
  const taken = new Map<Name, bigint>();
  return (name) => {
    const provider = providers.get(state.store, addressOf(name));
    if (provider === undefined || !isActive(provider, parameters)) return false;
    const wanted = (taken.get(name) ?? 0n) + parameters.attestationExposure;
    if (freeStake(provider) < wanted + 4n * parameters.seatExposure) return false;
    taken.set(name, wanted);
    return true;
  };
}

/** Who answers what next: an order, a request that another has answered, or one that nobody ordered. */
function nextAnswer(market: Market, played: Played): { readonly asked: Asked; readonly provider: Name } {
  const { random, ordered, recent } = market;
  const kind = random.fraction();
  if (kind < 1 / 3 && ordered.length > 0) return ordered.splice(random.below(ordered.length), 1)[0]!;
  const asked = kind < 2 / 3 && recent.length > 0 ? random.pick(recent) : newRequest(market, played);
  return { asked, provider: random.pick(asked.model.servers) };
}

/** Orders and attestations of one block, as many as said. */
export function trade(market: Market, played: Played, counts: { readonly orders: number; readonly attestations: number }): Deed[] {
  const { ordered, recent } = market;
  const height = played.state.head.height + 1;
  const hasRoom = roomOf(played);
  const deeds: Deed[] = [];
  const answered: Asked[] = [];
  for (let tries = 0; deeds.length < counts.attestations && tries < 20 * counts.attestations; tries += 1) {
    const { asked, provider } = nextAnswer(market, played);
    if (asked.answers.some((answer) => answer.provider === provider) || !hasRoom(provider)) continue;
    deeds.push(attestation(market, played, asked, provider));
    if (asked.answers.length === 1) answered.push(asked);
  }
  const placed: Ordered[] = [];
  for (let count = 0; count < counts.orders; count += 1) deeds.push(order(market, played, placed));
  const stillOrdered = ordered.filter(({ expiry }) => expiry > height);
  ordered.splice(0, ordered.length, ...stillOrdered, ...placed);
  const stillRecent = recent.filter(({ answeredAt }) => answeredAt > height - ANSWERED_AGAIN);
  recent.splice(0, recent.length, ...stillRecent, ...answered);
  return deeds;
}
