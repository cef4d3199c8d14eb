import { WARP_CODES } from "../model/errors/warp-codes.ts";
import type { RelianceRecord, RunRecord } from "../sim/run/record.ts";
import { html, type Markup } from "./markup.ts";
import { lux } from "./money.ts";
import { plural, whole } from "./numbers.ts";
import { type Column, table } from "./table.ts";

type CodeCount = readonly [code: string, count: number];

const CONSUMERS: readonly Column<RelianceRecord>[] = [
  { heading: "Consumer", cell: ({ id }) => id, headsRow: true },
  { heading: "Behaviour", cell: ({ behaviour }) => behaviour },
  { heading: "Asked", cell: ({ asked }) => whole(asked), isNumber: true },
  { heading: "Accepted", cell: ({ accepted }) => whole(accepted), isNumber: true },
  { heading: "Relied on", cell: ({ relied }) => whole(relied), isNumber: true },
  { heading: "Paid", cell: ({ paid }) => lux(paid), isNumber: true },
  { heading: "Lost", cell: ({ lost }) => lux(lost), isNumber: true },
];

const CODES: readonly Column<CodeCount>[] = [
  { heading: "Code", cell: ([code]) => html`<code>${code}</code>`, headsRow: true },
  { heading: "Times", cell: ([, times]) => whole(times), isNumber: true },
  {
    heading: "Meaning",
    cell: ([code]) => (Object.hasOwn(WARP_CODES, code) ? WARP_CODES[code as keyof typeof WARP_CODES].meaning : ""),
    isProse: true,
  },
];

/** What consumers on another chain were told, why they refused the rest, and what relying cost them; nothing where a run has no validators. */
export function warpSection({ warp }: RunRecord, anchor: string): Markup {
  if (warp === undefined) return html``;
  const refused = Object.entries(warp.refused);
  return html`<section id="${anchor}-warp"><h3>Warp</h3>
<p class="lead">${plural(warp.messages, "message")} signed by a quorum, of which ${whole(warp.lies)} said what the chain does not; ${whole(warp.short)} fell short.
${whole(warp.delivered)} delivered, ${whole(warp.duplicated)} of them twice, ${whole(warp.replayed)} old ones again.</p>
${table(CONSUMERS, warp.consumers, { label: "Consumers on another chain" })}${refused.length > 0 && html`<h4>Refused</h4>\n${table(CODES, refused, { label: "Refused messages" })}`}</section>
`;
}
