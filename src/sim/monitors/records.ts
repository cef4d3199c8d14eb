import { type AttestationRecord, attestations, recordCodec } from "../../model/attestation/records.ts";
import type { Address } from "../../model/crypto/address.ts";
import { protocolOf, seatExposureOf } from "../../model/dispute/reads.ts";
import { cases, hasEnded } from "../../model/dispute/records.ts";
import { encode } from "../../model/encoding/codec.ts";
import { type Hex, toHex } from "../../model/encoding/hex.ts";
import { accounts, protocols } from "../../model/ledger/records.ts";
import { exposuresOf, longestCase } from "../../model/params/protocol.ts";
import { providers } from "../../model/staking/records.ts";
import type { Reader } from "../../model/state/store.ts";
import type { Law } from "./law.ts";

/** Final records never change. */
export const finalImmutable: Law = {
  name: "final-immutable",
  sentence: "an attestation that is final or struck never changes again",
  begin({ protocol }) {
    if (protocol.rulings.R52 === "pruned") return undefined;
    const ended = new Map<Hex, AttestationRecord>();
    const bytes = (record: AttestationRecord): Hex => toHex(encode(recordCodec, record));
    return ({ after, changed }) => {
      if (!changed) return [];
      const flaws: string[] = [];
      for (const record of attestations.all(after.store)) {
        const known = ended.get(record.id);
        if (known === undefined && record.status !== "open" && record.status !== "contested") ended.set(record.id, record);
        else if (known !== undefined && known !== record && bytes(known) !== bytes(record))
          flaws.push(`attestation ${record.id} changed after it ended`);
      }
      for (const id of ended.keys()) if (attestations.get(after.store, id) === undefined) flaws.push(`attestation ${id} is gone`);
      return flaws;
    };
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

/** By how much more of each provider's stake is reserved than there is. */
function excesses(reader: Reader): Map<Address, bigint> {
  return new Map(providers.all(reader).map(({ address, reserved, stake }) => [address, reserved > stake ? reserved - stake : 0n]));
}

/** What must be reserved of each provider: ξ for each undecided attestation, E for each seat that is neither absent nor withheld. */
function owedReserves(reader: Reader): Map<Address, bigint> {
  const owed = new Map<Address, bigint>();
  const add = (address: Address, amount: bigint) => owed.set(address, (owed.get(address) ?? 0n) + amount);
  for (const record of attestations.all(reader))
    if (record.status === "open" || record.status === "contested")
      add(record.provider, exposuresOf(protocols.at(reader, record.protocol)).attestation);
  for (const dispute of cases.all(reader)) {
    if (hasEnded(dispute)) continue;
    const exposure = seatExposureOf(reader, dispute);
    for (const { provider, status } of dispute.seats) if (status !== "absent" && status !== "withheld") add(provider, exposure);
  }
  return owed;
}

/** Reserved stake never exceeds stake, but for what a slash took; and it is what attestations and seats ask for. */
export const reservedWithinStake: Law = {
  name: "reserved-within-stake",
  sentence:
    "what is reserved is ξ for each undecided attestation and E for each seat, and never exceeds the stake but by what a slash took from under it",
  begin() {
    let before = new Map<Address, bigint>();
    return ({ after, built, changed }) => {
      if (!changed) return [];
      const now = excesses(after.store);
      const owed = owedReserves(after.store);
      const flaws = [...now].flatMap(([address, excess]) => {
        const slashed = built.events.reduce((sum, event) => (event.kind === "slashed" && event.provider === address ? sum + event.amount : sum), 0n);
        const allowed = (before.get(address) ?? 0n) + slashed;
        return excess > allowed ? [`${address} has ${excess} nLUX more reserved than staked, ${allowed} can be by slashes`] : [];
      });
      const wrong = providers.all(after.store).flatMap(({ address, reserved }) => {
        const wanted = owed.get(address) ?? 0n;
        return reserved === wanted ? [] : [`${address} has ${reserved} nLUX reserved, its attestations and seats ask for ${wanted}`];
      });
      before = now;
      return [...flaws, ...wrong];
    };
  },
};

/** The nonce rises by one with every charged transaction, and by nothing else. */
export const nonceByOne: Law = {
  name: "nonce-by-one",
  sentence: "an account's nonce rises by one with each of its transactions in a block, and by nothing else",
  begin: () => {
    return ({ before, after, transactions, changed }) => {
      if (!changed) return [];
      const sent = new Map<Address, number>();
      const flaws: string[] = [];
      for (const { sender, transaction } of transactions) {
        const earlier = sent.get(sender) ?? 0;
        const wanted = (accounts.get(before.store, sender)?.nonce ?? 0) + earlier;
        if (transaction.nonce !== wanted) flaws.push(`${sender} sent nonce ${transaction.nonce}, ${wanted} was next`);
        sent.set(sender, earlier + 1);
      }
      for (const [key, { nonce }] of accounts.entries(after.store)) {
        const address: Address = `0x${key.slice(2)}`;
        const rise = nonce - (accounts.get(before.store, address)?.nonce ?? 0);
        if (rise !== (sent.get(address) ?? 0)) flaws.push(`the nonce of ${address} rose by ${rise}, it sent ${sent.get(address) ?? 0}`);
      }
      return flaws;
    };
  },
};
