import { attestations } from "../model/attestation/records.ts";
import { type Built, build } from "../model/chain/apply.ts";
import { blockHash } from "../model/chain/block.ts";
import type { State } from "../model/chain/state.ts";
import { senderOf, transactionCodec } from "../model/chain/transactions.ts";
import { cases } from "../model/dispute/records.ts";
import { decode } from "../model/encoding/codec.ts";
import { type Hex, toHex } from "../model/encoding/hex.ts";
import type { Event } from "../model/events/events.ts";
import { accounts } from "../model/ledger/records.ts";
import { providers } from "../model/staking/records.ts";
import { commit, type Draft, draftOf, storeRoot } from "../model/state/store.ts";

/** What a block came to, as a canary may change it. */
interface Edited {
  readonly draft: Draft;
  readonly built: Built;
  readonly before: State;
}

/** A bug on purpose. The block's root follows from what it does, so that nothing but a law can see it. */
export interface Canary {
  /** What is wrong, in a sentence. */
  readonly about: string;
  /** The laws that can see it first. */
  readonly laws: readonly string[];
  /** Runs within which a fuzz has to find it, whatever its seed. */
  readonly within: number;
  /** Changes the records; gives other events or another root where these are wrong. Undefined where the block offers nothing. */
  readonly edit: (edited: Edited) => { readonly events?: readonly Event[]; readonly stateRoot?: Hex } | undefined;
}

const settledIn = ({ events }: Built): number[] =>
  events.flatMap((event) => (event.kind === "phaseBegan" && event.phase === "settled" ? [event.case] : []));

/** The canaries by name. */
export const CANARIES: { readonly [name: string]: Canary } = {
  mint: {
    about: "a challenger gets one nLUX from nowhere when its case is settled",
    ...{ laws: ["supply-conserved"], within: 20 },
    edit({ draft, built }) {
      const [settled] = settledIn(built);
      if (settled === undefined) return undefined;
      const { challenger } = cases.at(draft, settled);
      const account = accounts.get(draft, challenger) ?? { nonce: 0, balance: 0n };
      accounts.put(draft, { ...account, balance: account.balance + 1n }, challenger);
      return {};
    },
  },
  "slash-twice": {
    about: "whoever is slashed in a case is slashed again in the same block",
    ...{ laws: ["slash-bounded"], within: 40 },
    edit({ built: { events } }) {
      const slashed = events.filter((event) => event.kind === "slashed");
      return slashed.length === 0 ? undefined : { events: [...events, ...slashed] };
    },
  },
  "slash-the-clean": {
    about: "the first member of a case without fault is slashed with the rest",
    ...{ laws: ["majority-slashes", "honest-never-slashed"], within: 40 },
    edit({ draft, built: { events } }) {
      const clean = events.flatMap((event) => {
        if (event.kind !== "phaseBegan" || event.phase !== "settled") return [];
        const member = cases.at(draft, event.case).members.find(({ verdict }) => verdict === "clean");
        return member === undefined ? [] : [{ case: event.case, provider: member.provider }];
      });
      const wrong = clean.map((one): Event => ({ kind: "slashed", cause: "fault", amount: 0n, ...one }));
      return wrong.length === 0 ? undefined : { events: [...events, ...wrong] };
    },
  },
  "final-then-struck": {
    about: "an attestation that was final is struck the next time that anything happens",
    ...{ laws: ["final-immutable"], within: 20 },
    edit({ draft, before }) {
      const final = attestations.all(before.store).find(({ status }) => status === "final");
      if (final === undefined) return undefined;
      attestations.put(draft, { ...final, status: "struck" }, final.id);
      return {};
    },
  },
  "forgotten-reservation": {
    about: "one nLUX less than ξ is reserved for an attestation",
    ...{ laws: ["reserved-within-stake"], within: 20 },
    edit({ draft, built }) {
      const attested = built.events.find((event) => event.kind === "attested");
      if (attested?.kind !== "attested") return undefined;
      const provider = providers.at(draft, attested.provider);
      if (provider.reserved === 0n) return undefined;
      providers.put(draft, { ...provider, reserved: provider.reserved - 1n }, provider.address);
      return {};
    },
  },
  "nonce-skipped": {
    about: "the nonce of an account rises by two with its transaction",
    ...{ laws: ["nonce-by-one"], within: 10 },
    edit({ draft, built, before }) {
      const last = built.block.transactions.at(-1);
      const decoded = last && decode(transactionCodec, last);
      const sender = decoded?.ok === true ? senderOf(before.chain.crypto, decoded.value) : undefined;
      const account = sender && accounts.get(draft, sender);
      if (sender === undefined || account === undefined || before.head.height < 40) return undefined;
      accounts.put(draft, { ...account, nonce: account.nonce + 1 }, sender);
      return {};
    },
  },
  "stuck-case": {
    about: "a case that is over says that it still waits for an appeal",
    ...{ laws: ["reserved-within-stake"], within: 60 },
    edit({ draft, built: { events } }) {
      const over = events.flatMap((event) => (event.kind === "phaseBegan" && event.phase === "settled" ? [event.case] : []));
      for (const id of over) cases.put(draft, { ...cases.at(draft, id), phase: "appeal", endedAt: undefined }, id);
      return over.length === 0 ? undefined : {};
    },
  },
  "seat-of-a-party": {
    about: "the provider of a case's first member is drawn to judge it",
    ...{ laws: ["seats-are-strangers"], within: 40 },
    edit({ draft, built }) {
      const drawn = built.events.find((event) => event.kind === "seatDrawn");
      if (drawn?.kind !== "seatDrawn") return undefined;
      const dispute = cases.at(draft, drawn.case);
      const { provider } = dispute.members[0]!;
      const seats = dispute.seats.map((seat) => (seat.provider === drawn.provider ? { ...seat, provider } : seat));
      cases.put(draft, { ...dispute, seats }, dispute.id);
      return {};
    },
  },
  "root-of-before": {
    about: "a header has the state root of the block before",
    ...{ laws: ["root-of-records"], within: 10 },
    edit: ({ built, before }) =>
      built.state.store === before.store || before.head.height < 40 ? undefined : { stateRoot: toHex(storeRoot(before.store)) },
  },
};

/** A transition with a bug in it: `build`, and then the edit, under a header that says what came of it. */
export function patched({ edit }: Canary): typeof build {
  return (state, proposal) => {
    const built = build(state, proposal);
    const draft = draftOf(built.state.store);
    const edited = edit({ draft, built, before: state });
    if (edited === undefined) return built;
    const store = commit(draft);
    const header = { ...built.block.header, stateRoot: edited.stateRoot ?? toHex(storeRoot(store)) };
    return {
      ...built,
      events: edited.events ?? built.events,
      block: { ...built.block, header },
      state: { ...built.state, store, head: { ...built.state.head, hash: blockHash(header) } },
    };
  };
}
