import type { RunRecord } from "../sim/run/record.ts";
import { html, type Markup } from "./markup.ts";
import { money, moneyChange, sumOf } from "./money.ts";
import { percent } from "./numbers.ts";
import { type Column, table } from "./table.ts";
import { heldBadge } from "./words.ts";

const PURSES = ["balances", "stakes", "unbonding", "bonds", "escrows", "burnt"] as const;

type PurseName = (typeof PURSES)[number];

const MEANINGS: { readonly [P in PurseName]: string } = {
  balances: "free in accounts",
  stakes: "staked by providers",
  unbonding: "leaving, and not yet withdrawn",
  bonds: "locked by claims and open cases",
  escrows: "held for orders",
  burnt: "gone: fees, slashes, penalties",
};

/** Where the money is at the end, and whether it is all there. */
export function supplySection({ supply }: RunRecord, anchor: string): Markup {
  const genesis = BigInt(supply.genesis);
  const total = sumOf(PURSES.map((purse) => supply[purse]));
  const columns: Column<PurseName>[] = [
    { heading: "Purse", cell: (purse) => purse, headsRow: true },
    { heading: "Amount", cell: (purse) => money(supply[purse]), isNumber: true },
    { heading: "Share", cell: (purse) => percent(BigInt(supply[purse]), genesis), isNumber: true },
    { heading: "Which is", cell: (purse) => html`<span class="faint">${MEANINGS[purse]}</span>`, isProse: true },
  ];
  const footer = html`<tr><th scope="row">Sum</th><td class="number">${money(total)}</td><td class="number">${percent(total, genesis)}</td><td></td></tr>
<tr><th scope="row">Genesis</th><td class="number">${money(supply.genesis)}</td><td></td><td></td></tr>`;
  const verdict =
    total === genesis
      ? html`The purses add up to genesis, to the last nLUX.`
      : html`The purses differ from genesis by ${moneyChange(total - genesis)}.`;
  return html`<section id="${anchor}-supply"><h3>Supply</h3>
<p>${heldBadge(total === genesis)} ${verdict}</p>
${table(columns, PURSES, { label: "Supply", footer })}</section>
`;
}
