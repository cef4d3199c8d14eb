import type { AgentRecord, RunRecord } from "../sim/run/record.ts";
import { html, type Markup } from "./markup.ts";
import { money, moneyChange, sumOf } from "./money.ts";
import { plural, whole } from "./numbers.ts";
import { type Column, cappedTable, count, table } from "./table.ts";

const ROWS = 200;
/** Up to so many agents, their table is unfolded. */
const UNFOLDED = 30;

const AGENT_COLUMNS: readonly Column<AgentRecord>[] = [
  { heading: "Agent", cell: ({ id, address }) => html`<span title="${address}">${id}</span>`, headsRow: true },
  { heading: "Behaviour", cell: ({ behaviour }) => behaviour },
  { heading: "Profit", cell: ({ profit }) => moneyChange(profit), isNumber: true },
  { heading: "Stake", cell: ({ stake }) => money(stake), isNumber: true },
  { heading: "Attested", cell: ({ attested }) => count(attested), isNumber: true },
  { heading: "Struck", cell: ({ struck }) => count(struck), isNumber: true },
  { heading: "Slashed", cell: ({ slashed }) => money(slashed), isNumber: true },
];

interface Group {
  readonly behaviour: string;
  readonly agents: readonly AgentRecord[];
}

function groupsOf(agents: readonly AgentRecord[]): Group[] {
  const groups = new Map<string, AgentRecord[]>();
  for (const agent of agents) groups.set(agent.behaviour, [...(groups.get(agent.behaviour) ?? []), agent]);
  return [...groups].map(([behaviour, members]) => ({ behaviour, agents: members }));
}

const total = (agents: readonly AgentRecord[], field: "profit" | "stake" | "slashed"): bigint => sumOf(agents.map((agent) => agent[field]));
const summed = (agents: readonly AgentRecord[], field: "attested" | "struck"): number => agents.reduce((sum, agent) => sum + agent[field], 0);

const GROUP_COLUMNS: readonly Column<Group>[] = [
  { heading: "Behaviour", cell: ({ behaviour }) => behaviour, headsRow: true },
  { heading: "Agents", cell: ({ agents }) => whole(agents.length), isNumber: true },
  { heading: "Profit, together", cell: ({ agents }) => moneyChange(total(agents, "profit")), isNumber: true },
  { heading: "Profit, each", cell: ({ agents }) => moneyChange(total(agents, "profit") / BigInt(agents.length)), isNumber: true },
  { heading: "Stake", cell: ({ agents }) => money(total(agents, "stake")), isNumber: true },
  { heading: "Attested", cell: ({ agents }) => count(summed(agents, "attested")), isNumber: true },
  { heading: "Struck", cell: ({ agents }) => count(summed(agents, "struck")), isNumber: true },
  { heading: "Slashed", cell: ({ agents }) => money(total(agents, "slashed")), isNumber: true },
];

/** What agents do that move outputs within a tolerance. */
const harmNotes = (agents: readonly AgentRecord[]): readonly Markup[] =>
  agents.flatMap(({ id, harm = [] }) =>
    harm.map(
      ({ model, inputs, flipped, moved }) =>
        html`<p class="note">${id} moves every output of ${model} against its decision: ${flipped} of ${inputs} decide otherwise, and margins fall by up to ${moved.toPrecision(2)}.</p>
`,
    ),
  );

/** What every agent came to, by behaviour and one by one. */
export function agentsSection(run: RunRecord, anchor: string): Markup {
  const { agents } = run;
  if (agents.length === 0)
    return html`<section id="${anchor}-agents"><h3>Agents</h3>
<p class="lead">No agents.</p></section>
`;
  const isFolded = agents.length > UNFOLDED;
  return html`<section id="${anchor}-agents"><h3>Agents</h3>
${table(GROUP_COLUMNS, groupsOf(agents), { label: "Agents by behaviour" })}<details${!isFolded && html` open`}><summary>${plural(agents.length, "agent")} one by one</summary>
${cappedTable(AGENT_COLUMNS, agents, ROWS, { label: "Agents" })}</details>
${harmNotes(agents)}<p class="note">Profit: what an agent holds in any purse at the end, less what it began with.</p></section>
`;
}
