import type { CaseStory, SlashRecord } from "../sim/run/record.ts";
import { endOf } from "./case-lanes.ts";
import { caseTimeline } from "./case-timeline.ts";
import { type Child, html, type Markup } from "./markup.ts";
import { lux, money, sumOf } from "./money.ts";
import { plural, whole } from "./numbers.ts";
import { type Column, table } from "./table.ts";
import { badge, outcomeInWords } from "./words.ts";

/** What it takes to write of a case beside the case. */
export interface CaseContext {
  readonly runHeight: number;
  readonly behaviourOf: (agent: string) => string | undefined;
  /** The slashes of this case. */
  readonly slashes: readonly SlashRecord[];
}

type MemberStory = CaseStory["members"][number];
type SeatStory = CaseStory["seats"][number];

function members(story: CaseStory, { behaviourOf, slashes }: CaseContext): Markup {
  const lost = (provider: string): Child => {
    const amounts = slashes.filter((slash) => slash.provider === provider).map(({ amount }) => amount);
    return amounts.length === 0 ? html`<span class="zero">–</span>` : money(sumOf(amounts));
  };
  const columns: Column<MemberStory>[] = [
    { heading: "Member", cell: ({ provider }) => provider, headsRow: true },
    { heading: "Behaviour", cell: ({ provider }) => behaviourOf(provider) },
    { heading: "Verdict", cell: ({ verdict }) => badge(verdict) },
    { heading: "Its attestation ended", cell: ({ ending }) => (ending === "none" ? html`<span class="zero">not yet</span>` : badge(ending)) },
    { heading: "Slashed", cell: ({ provider }) => lost(provider), isNumber: true },
  ];
  return html`<h5>Members</h5>
${table(columns, story.members, { label: `Members of case ${story.id}` })}`;
}

function seats(story: CaseStory, { behaviourOf, slashes }: CaseContext): Markup {
  if (story.seats.length === 0)
    return html`<h5>Seats</h5>
<p class="note">No seat was drawn.</p>
`;
  const lost = (provider: string): string[] => slashes.filter((slash) => slash.provider === provider).map(({ amount }) => `, lost ${lux(amount)}`);
  const columns: Column<SeatStory>[] = [
    { heading: "Seat", cell: ({ provider }) => provider, headsRow: true },
    { heading: "Behaviour", cell: ({ provider }) => behaviourOf(provider) },
    { heading: "Level", cell: ({ level, round }) => (round === 0 ? level : `${level}, redraw ${round}`) },
    {
      heading: "Did",
      cell: ({ provider, status }) => html`${badge(status, status === "opened" || status === "committed" ? "plain" : undefined)}${lost(provider)}`,
    },
    ...story.members.map(
      ({ provider }, member): Column<SeatStory> => ({
        heading: html`against <span class="keep">${provider}</span>`,
        cell: ({ comparisons }) => (comparisons[member] === undefined ? html`<span class="zero">–</span>` : badge(comparisons[member])),
      }),
    ),
  ];
  return html`<h5>Seats</h5>
${table(columns, story.seats, { label: `Seats of case ${story.id}` })}`;
}

interface Recipient {
  readonly to: string;
  readonly amounts: readonly string[];
}

/** Payouts by recipient, in the order in which they were first paid. What is burnt comes last. */
function recipients(story: CaseStory): Recipient[] {
  const amounts = new Map<string, string[]>();
  for (const { to, amount } of story.payouts) amounts.set(to, [...(amounts.get(to) ?? []), amount]);
  const rows = [...amounts].map(([to, list]): Recipient => ({ to, amounts: list }));
  return [...rows.filter(({ to }) => to !== "burnt"), ...rows.filter(({ to }) => to === "burnt")];
}

/** What an agent was in a case. */
function roleOf(story: CaseStory, agent: string): string {
  if (agent === "burnt") return "nobody";
  const roles = [
    ...(story.challenger === agent ? ["challenger"] : []),
    ...(story.members.some(({ provider }) => provider === agent) ? ["member"] : []),
    ...(story.seats.some(({ provider }) => provider === agent) ? ["seat"] : []),
  ];
  return roles.join(", ");
}

const partsOf = ({ amounts }: Recipient): Child =>
  amounts.length > 1 && html`<span class="faint">${amounts.map((amount, index) => html`${index > 0 && " + "}${money(amount)}`)}</span>`;

function payouts(story: CaseStory): Markup {
  if (story.payouts.length === 0)
    return html`<h5>Who got what</h5>
<p class="note">Nothing has been paid out.</p>
`;
  const rows = recipients(story);
  const columns: Column<Recipient>[] = [
    { heading: "To", cell: ({ to }) => (to === "burnt" ? html`<em>burnt</em>` : to), headsRow: true },
    { heading: "Amount", cell: ({ amounts }) => money(sumOf(amounts)), isNumber: true },
    { heading: "As", cell: ({ to }) => html`<span class="faint">${roleOf(story, to)}</span>` },
    ...(rows.some(({ amounts }) => amounts.length > 1) ? [{ heading: "In parts", cell: partsOf, isProse: true }] : []),
  ];
  const total = sumOf(story.payouts.map(({ amount }) => amount));
  const footer = html`<tr><th scope="row">in all</th><td class="number">${money(total)}</td><td colspan="${columns.length - 2}"><span class="aside">bond and slashed stakes</span></td></tr>`;
  return html`<h5>Who got what</h5>
${table(columns, rows, { label: `Payouts of case ${story.id}`, footer })}`;
}

function steps(story: CaseStory): Markup {
  const rows = story.steps.map(
    (
      { height, text },
      index,
    ) => html`<li><span class="at-height">${story.steps[index - 1]?.height !== height && whole(height)}</span><span>${text}</span></li>
`,
  );
  return html`<h5>What happened</h5>
<ol class="steps-list">
${rows}</ol>
`;
}

/** `blocks 12–152, 140 blocks`, or from which block on. */
function spanInWords(story: CaseStory): string {
  const end = endOf(story);
  return end === undefined
    ? `open since block ${whole(story.openedAt)}`
    : `blocks ${whole(story.openedAt)} to ${whole(end)} (${plural(end - story.openedAt, "block")})`;
}

/** A case in full: its timeline, its members and seats, its money, its steps. Folded unless `isOpen`. */
export function caseDetails(story: CaseStory, anchor: string, isOpen: boolean, context: CaseContext): Markup {
  return html`<details class="case" id="${anchor}"${isOpen && html` open`}>
<summary><h4>Case ${story.id}</h4> ${badge(story.outcome)} <span class="summary-text">${outcomeInWords(story.outcome)} · challenged by ${story.challenger} · ${spanInWords(story)}</span></summary>
${caseTimeline(story, context.runHeight)}<div class="columns"><div>${members(story, context)}${seats(story, context)}</div><div>${payouts(story)}</div></div>
${steps(story)}</details>
`;
}
