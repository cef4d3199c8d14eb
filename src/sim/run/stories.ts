import { attestations } from "../../model/attestation/records.ts";
import type { State } from "../../model/chain/state.ts";
import type { Address } from "../../model/crypto/address.ts";
import { type Case, cases, hasEnded } from "../../model/dispute/records.ts";
import type { Event } from "../../model/events/events.ts";
import { formatAmount } from "../units.ts";
import type { BlockView } from "../world/world.ts";
import type { CaseStory, PhaseSpan, SeatAct } from "./record.ts";

/** Follows the cases of a run, for people to read. */
export interface Stories {
  observe(view: BlockView): void;
  tell(state: State): CaseStory[];
}

interface Draft {
  readonly phases: PhaseSpan[];
  readonly steps: { height: number; text: string }[];
  readonly payouts: { to: string; amount: string }[];
  /** By address: a provider sits once in a case. */
  readonly acts: Map<Address, SeatAct[]>;
}

type NameOf = (address: Address) => string;
type CaseEvent = Extract<Event, { readonly case: number | undefined }> & { readonly case: number };

/** A step of a case in words; nothing for what the phases show already. */
function inWords(event: CaseEvent, name: NameOf, dispute: Case): string | undefined {
  switch (event.kind) {
    case "caseOpened":
      return `${name(event.challenger)} opens the case against ${dispute.members.map(({ provider }) => name(provider)).join(" and ")}`;
    case "seatDrawn":
      return `${name(event.provider)} is drawn for level ${event.level}${event.round === 0 ? "" : `, redraw ${event.round}`}`;
    case "seatCommitted":
      return `${name(event.provider)} commits to its output`;
    case "seatAbsent":
      return `${name(event.provider)} is absent`;
    case "seatWithheld":
      return `${name(event.provider)} withholds its output`;
    case "outputRevealed": {
      const member = dispute.members.find(({ attestation }) => attestation === event.attestation)!;
      return `the output of ${name(member.provider)} is revealed`;
    }
    case "seatOpened": {
      const sayings = dispute.members.map(({ provider }, index) => `${event.comparisons[index] ?? "nothing shown"} with ${name(provider)}`);
      return `${name(event.provider)} opens: ${sayings.join(", ")}`;
    }
    case "tallied": {
      const verdicts = dispute.members.map(({ provider }, index) => `${name(provider)} ${event.verdicts[index]}`);
      return `level ${event.level} is tallied from ${event.opened} output${event.opened === 1 ? "" : "s"}: ${verdicts.join(", ")}`;
    }
    case "waitingForSeats":
      return `only ${event.drawable} can be drawn: the case waits until ${event.until}`;
    case "joined":
      return `${name(event.joiner)} joins a further attestation`;
    case "appealed":
      return `${name(event.appellant)} appeals: level ${event.level} is called for`;
    case "shareCommitted":
      return `${name(event.provider)} commits to a number for the draw`;
    case "shareRevealed":
      return `${name(event.provider)} reveals its number for the draw`;
    case "inputSupplied":
      return "the input is supplied";
    case "slashed":
      return `${name(event.provider)} loses ${formatAmount(event.amount)} for ${event.cause}`;
    case "phaseBegan":
      return event.phase === "settled" || event.phase === "void" ? `the case is ${event.phase}` : undefined;
  }
}

/** What a case came to: the worst of its verdicts. */
export function outcomeOf(dispute: Case): CaseStory["outcome"] {
  if (!hasEnded(dispute)) return "open";
  if (dispute.phase === "void") return "void";
  const verdicts = dispute.members.map(({ verdict }) => verdict);
  if (verdicts.includes("faulty")) return "fault";
  if (verdicts.includes("split") || verdicts.includes("none")) return "void";
  return verdicts.includes("band") ? "band" : "clean";
}

const SEAT_ACTS: { readonly [K in Event["kind"]]?: SeatAct["act"] } = {
  seatDrawn: "drawn",
  seatCommitted: "committed",
  seatOpened: "opened",
  seatAbsent: "absent",
  seatWithheld: "withheld",
};

const isCaseEvent = (event: Event): event is CaseEvent => "case" in event && event.case !== undefined;

/** Opens the notebook of a run. */
export function createStories(name: NameOf): Stories {
  const drafts = new Map<number, Draft>();

  function draftOf(id: number): Draft {
    const known = drafts.get(id);
    if (known !== undefined) return known;
    const fresh: Draft = { phases: [], steps: [], payouts: [], acts: new Map() };
    drafts.set(id, fresh);
    return fresh;
  }

  function enterPhase(draft: Draft, event: Extract<Event, { kind: "phaseBegan" }>, height: number): void {
    const last = draft.phases.at(-1);
    if (last !== undefined) draft.phases[draft.phases.length - 1] = { ...last, to: height };
    const { phase, level, round } = event;
    if (phase !== "settled" && phase !== "void") draft.phases.push({ phase, level, round, from: height, to: undefined });
  }

  return {
    observe({ built, after, height }) {
      let paying: { to: string; amount: string }[] = [];
      for (const event of built.events) {
        if (event.kind === "moved" && event.from === "bond")
          paying.push({ to: event.to === "burnt" ? "burnt" : name(event.payee), amount: String(event.amount) });
        if (!isCaseEvent(event)) continue;
        const draft = draftOf(event.case);
        const text = inWords(event, name, cases.at(after.store, event.case));
        if (text !== undefined) draft.steps.push({ height, text });
        const act = SEAT_ACTS[event.kind];
        if (act !== undefined && "provider" in event) draft.acts.set(event.provider, [...(draft.acts.get(event.provider) ?? []), { act, height }]);
        if (event.kind !== "phaseBegan") continue;
        enterPhase(draft, event, height);
        if (event.phase === "settled" || event.phase === "void") draft.payouts.push(...paying);
        paying = [];
      }
    },
    tell: ({ store }) =>
      cases.all(store).map((dispute) => {
        const { phases, steps, payouts, acts } = draftOf(dispute.id);
        return {
          id: dispute.id,
          challenger: name(dispute.challenger),
          openedAt: dispute.openedAt,
          outcome: outcomeOf(dispute),
          phases,
          steps,
          payouts,
          members: dispute.members.map(({ provider, verdict, attestation }) => ({
            provider: name(provider),
            verdict,
            ending: attestations.at(store, attestation).how,
          })),
          seats: dispute.seats.map(({ provider, level, round, status, comparisons }) => ({
            provider: name(provider),
            level,
            round,
            status,
            comparisons,
            acts: acts.get(provider) ?? [],
          })),
        };
      }),
  };
}
