import { isAnswerable } from "../../model/attestation/lifecycle.ts";
import { type AttestationRecord, attestations } from "../../model/attestation/records.ts";
import type { Address } from "../../model/crypto/address.ts";
import { protocolOf, seatExposureOf } from "../../model/dispute/reads.ts";
import { type Case, cases, hasEnded } from "../../model/dispute/records.ts";
import { accounts, protocols } from "../../model/ledger/records.ts";
import { exposuresOf, longestCase } from "../../model/params/protocol.ts";
import { type Provider, providers } from "../../model/staking/records.ts";
import type { Reader } from "../../model/state/store.ts";
import { changesIn, WHOLE_EVERY } from "./changes.ts";
import type { Law, WatchedBlock } from "./law.ts";

const isUndecided = ({ status }: AttestationRecord): boolean => status === "open" || status === "contested";

/** What never changes of a record that evidence struck, and that a case may still take (R48): all but where it stands in cases, and when it ends. */
const isSameEnd = (before: AttestationRecord, after: AttestationRecord | undefined): boolean =>
  isAnswerable(before) && after?.status === before.status && after.how === before.how;

/** Final records never change. */
export const finalImmutable: Law = {
  name: "final-immutable",
  sentence:
    "an attestation that is final or struck never changes again; of one that evidence struck the end stays, whatever a case then makes of its stake",
  begin({ protocol }) {
    if (protocol.rulings.R52 === "pruned") return undefined;
    return (block) =>
      changesIn(attestations, block).flatMap(({ key, before, after }) => {
        if (before === undefined || isUndecided(before) || isSameEnd(before, after)) return [];
        return [after === undefined ? `attestation ${key} is gone` : `attestation ${key} changed after it ended`];
      });
  },
};

/** Every case ends within D blocks of its opening. */
export const caseWithinBound: Law = {
  name: "case-within-d",
  sentence: "every case ends within D blocks of its opening",
  begin({ protocol }) {
    if (protocol.rulings.R44 === "current") return undefined; // D moves while a case is under way
    const open = new Set<number>();
    return ({ after, built, height }) => {
      for (const event of built.events) if (event.kind === "caseOpened") open.add(event.case);
      return [...open].flatMap((id) => {
        const dispute = cases.at(after.store, id);
        if (hasEnded(dispute)) open.delete(id);
        const bound = longestCase(protocolOf(after.store, dispute).parameters);
        const age = (dispute.endedAt ?? height) - dispute.openedAt;
        return age > bound || (age === bound && !hasEnded(dispute)) ? [`case ${id} is ${age} blocks old, D is ${bound}`] : [];
      });
    };
  },
};

/** Takes what is asked of a provider's stake, nLUX. */
type Ask = (provider: Address, amount: bigint) => void;

/** An attestation reserves ξ as long as it is undecided, and as long as a case may take it (R48). */
function askFor(reader: Reader, record: AttestationRecord | undefined, ask: Ask): void {
  if (record !== undefined && (isUndecided(record) || isAnswerable(record)))
    ask(record.provider, exposuresOf(protocols.at(reader, record.protocol)).attestation);
}

/** A case under way reserves E for each seat that is neither absent nor withheld. */
function askForSeats(reader: Reader, dispute: Case | undefined, ask: Ask): void {
  if (dispute === undefined || hasEnded(dispute)) return;
  const exposure = seatExposureOf(reader, dispute);
  for (const { provider, status } of dispute.seats) if (status !== "absent" && status !== "withheld") ask(provider, exposure);
}

const askIn =
  (owed: Map<Address, bigint>, sign: 1n | -1n): Ask =>
  (provider, amount) =>
    owed.set(provider, (owed.get(provider) ?? 0n) + sign * amount);

/** What must be reserved of each provider. */
function owedReserves(reader: Reader): Map<Address, bigint> {
  const owed = new Map<Address, bigint>();
  for (const record of attestations.all(reader)) askFor(reader, record, askIn(owed, 1n));
  for (const dispute of cases.all(reader)) askForSeats(reader, dispute, askIn(owed, 1n));
  return owed;
}

/** By how much a block changed what must be reserved; of everyone in it whose attestations or seats it changed. */
function owedChanges(block: WatchedBlock): Map<Address, bigint> {
  const owed = new Map<Address, bigint>();
  const [old, now] = [block.before.store, block.after.store];
  for (const { before, after } of changesIn(attestations, block)) {
    askFor(old, before, askIn(owed, -1n));
    askFor(now, after, askIn(owed, 1n));
  }
  for (const { before, after } of changesIn(cases, block)) {
    askForSeats(old, before, askIn(owed, -1n));
    askForSeats(now, after, askIn(owed, 1n));
  }
  return owed;
}

/** By how much more of a provider's stake is reserved than there is. */
const excessOf = (provider: Provider | undefined): bigint =>
  provider !== undefined && provider.reserved > provider.stake ? provider.reserved - provider.stake : 0n;

/** What is wrong with what is reserved of a provider, given what is owed by everyone. */
function reserveFlaws({ address, reserved }: Provider, owed: ReadonlyMap<Address, bigint>): string[] {
  const wanted = owed.get(address) ?? 0n;
  return reserved === wanted ? [] : [`${address} has ${reserved} nLUX reserved, its attestations and seats ask for ${wanted}`];
}

/** Reserved stake never exceeds stake, but for what a slash took; and it is what attestations and seats ask for. */
export const reservedWithinStake: Law = {
  name: "reserved-within-stake",
  sentence:
    "what is reserved is ξ for each attestation that has not ended, and E for each seat, and never exceeds the stake but by what a slash took from under it",
  begin({ genesis }) {
    const owed = owedReserves(genesis.store);
    return (block) => {
      const { before, after, built, height } = block;
      const touched = new Set<Address>(changesIn(providers, block).map(({ key }) => key));
      for (const [address, change] of owedChanges(block)) {
        owed.set(address, (owed.get(address) ?? 0n) + change);
        touched.add(address);
      }
      const now = [...touched].sort().flatMap((address) => providers.get(after.store, address) ?? []);
      const flaws = now.flatMap((provider) => {
        const { address } = provider;
        const slashed = built.events.reduce((sum, event) => (event.kind === "slashed" && event.provider === address ? sum + event.amount : sum), 0n);
        const [excess, allowed] = [excessOf(provider), excessOf(providers.get(before.store, address)) + slashed];
        return excess > allowed ? [`${address} has ${excess} nLUX more reserved than staked, ${allowed} can be by slashes`] : [];
      });
      const wrong = now.flatMap((provider) => reserveFlaws(provider, owed));
      if (height % WHOLE_EVERY !== 0) return [...flaws, ...wrong];
      const all = owedReserves(after.store);
      return [...flaws, ...wrong, ...providers.all(after.store).flatMap((provider) => reserveFlaws(provider, all))];
    };
  },
};

/** The nonce rises by one with every charged transaction, and by nothing else. */
export const nonceByOne: Law = {
  name: "nonce-by-one",
  sentence: "an account's nonce rises by one with each of its transactions in a block, and by nothing else",
  begin: () => {
    return (block) => {
      const sent = new Map<Address, number>();
      const flaws: string[] = [];
      for (const { sender, transaction } of block.transactions) {
        const earlier = sent.get(sender) ?? 0;
        const wanted = (accounts.get(block.before.store, sender)?.nonce ?? 0) + earlier;
        if (transaction.nonce !== wanted) flaws.push(`${sender} sent nonce ${transaction.nonce}, ${wanted} was next`);
        sent.set(sender, earlier + 1);
      }
      const rises = new Map(changesIn(accounts, block).map(({ key, before, after }) => [key, (after?.nonce ?? 0) - (before?.nonce ?? 0)]));
      for (const address of new Set([...rises.keys(), ...sent.keys()])) {
        const [rise, count] = [rises.get(address) ?? 0, sent.get(address) ?? 0];
        if (rise !== count) flaws.push(`the nonce of ${address} rose by ${rise}, it sent ${count}`);
      }
      return flaws;
    };
  },
};
