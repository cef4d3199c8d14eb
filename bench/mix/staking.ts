/** The life of providers and models in the mix: stake that comes and goes, services that begin and end, now and then a model. */
import { addressOf, digestOf, type Name, SHORT } from "../../src/conformance/chain.ts";
import type { Address } from "../../src/model/crypto/address.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { freeStake, isActive, type Provider, providers, UNBONDING_MAX } from "../../src/model/staking/records.ts";
import { type Cast, type Deed, type Model, type Played, registration, STAKE, staked } from "./cast.ts";
import type { Market } from "./market.ts";

/** Who may act for a provider and has the account that its stake comes from and goes to. */
function keeperOf(cast: Cast, { owner }: Provider): Name {
  return cast.nameOf(owner);
}

const acting = (cast: Cast, provider: Provider, payload: Deed["payload"]): Deed => ({ from: keeperOf(cast, provider), payload });

/** Providers whose stake a slash took stake anew. */
function restaked(cast: Cast, all: readonly Provider[]): Deed[] {
  return all
    .filter((provider) => !isActive(provider, SHORT))
    .map((provider) => acting(cast, provider, { kind: "addStake", provider: provider.address, amount: STAKE }));
}

/** What ended its unbonding is withdrawn. */
function withdrawals(cast: Cast, all: readonly Provider[]): Deed[] {
  return all
    .filter(({ unbonding }) => unbonding.some(({ ended }) => ended))
    .map((provider) => acting(cast, provider, { kind: "withdraw", provider: provider.address }));
}

const profile = { name: "x86", deterministic: false };

/** A provider takes up a model, or leaves one that enough others serve. */
function service({ cast, random }: Market, provider: Name): Deed {
  const [model, away] = [random.pick(cast.models), cast.models.find(({ servers }) => servers.includes(provider) && servers.length > 20)];
  if (!model.servers.includes(provider)) {
    model.servers.push(provider);
    return { from: provider, payload: { kind: "serveModel", modelID: model.id, profile, teeReport: new Uint8Array(0) } };
  }
  const left = away ?? model;
  left.servers.splice(left.servers.indexOf(provider), 1);
  return { from: provider, payload: { kind: "stopServing", modelID: left.id } };
}

/** A model that nobody serves comes; and goes later. */
function passingModel({ random }: Market, { state }: Played, passing: Passing): Deed {
  const oldest = passing.length > 3 ? passing.shift() : undefined;
  if (oldest !== undefined) return { from: "owner of models", payload: { kind: "retireModel", modelID: oldest.id } };
  const model = { id: digestOf(`passing ${state.head.height} ${random.below(2 ** 30)}`), tolerance: { kind: "bytes" } as const };
  passing.push(model);
  return registration(model);
}

/** Models registered in passing, oldest first. */
export type Passing = Pick<Model, "id" | "tolerance">[];

/** One act of a provider chosen by chance, none of whom acts twice in a block. */
function chosen(market: Market, played: Played, passing: Passing, all: readonly Provider[], busy: Set<Address>): Deed | undefined {
  const { random, cast } = market;
  const kind = random.fraction();
  if (kind < 0.01) return passingModel(market, played, passing);
  if (kind < 0.03) return newcomer(market, played, busy);
  const provider = random.pick(all);
  if (busy.has(provider.address) || !isActive(provider, SHORT)) return undefined;
  busy.add(provider.address);
  if (kind < 0.35) return service(market, cast.nameOf(provider.address));
  const amount = BigInt(1 + random.below(20)) * LUX;
  const isLeaving = kind < 0.6 && freeStake(provider) > STAKE / 2n && provider.unbonding.length < UNBONDING_MAX / 2;
  return acting(cast, provider, { kind: isLeaving ? "unbond" : "addStake", provider: provider.address, amount });
}

/** A user becomes a provider of its own, once. */
function newcomer({ cast, random }: Market, played: Played, busy: Set<Address>): Deed | undefined {
  const name = random.pick(cast.users);
  if (busy.has(addressOf(name)) || providers.get(played.state.store, addressOf(name)) !== undefined) return undefined;
  busy.add(addressOf(name));
  return staked(played, name);
}

/** Staking of one block, as much as said. */
export function stakingLife(market: Market, played: Played, passing: Passing, count: number): Deed[] {
  const all = providers.all(played.state.store);
  const { cast } = market;
  const urgent = [...restaked(cast, all), ...withdrawals(cast, all)].slice(0, count);
  const busy = new Set(urgent.map(({ payload }) => (payload as { provider: Address }).provider));
  const deeds = [...urgent];
  for (let tries = 0; deeds.length < count && tries < 10 * count; tries += 1) {
    const deed = chosen(market, played, passing, all, busy);
    if (deed !== undefined) deeds.push(deed);
  }
  return deeds;
}
