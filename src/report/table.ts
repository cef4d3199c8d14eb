import { type Child, html, type Markup } from "./markup.ts";
import { whole } from "./numbers.ts";

/** A column: its heading, what a row shows in it, and whether that is a number (set to the right). */
export interface Column<Row> {
  readonly heading: Child;
  readonly cell: (row: Row, index: number) => Child;
  readonly isNumber?: boolean;
  /** Whether its cells head their rows, as an identifier does. */
  readonly headsRow?: boolean;
  /** Whether its text may wrap; cells hold one line otherwise. */
  readonly isProse?: boolean;
}

/** How a table is shown. */
export interface TableOptions<Row> {
  /** What the table holds, for who cannot see the heading above it. */
  readonly label: string;
  readonly rowClass?: (row: Row) => string | undefined;
  readonly footer?: Child;
}

const alignOf = <Row>({ isNumber, isProse }: Column<Row>): string => (isNumber === true ? "number" : isProse === true ? "prose" : "text");

function cellOf<Row>(column: Column<Row>, row: Row, index: number): Markup {
  const content = column.cell(row, index);
  return column.headsRow === true
    ? html`<th scope="row" class="${alignOf(column)}">${content}</th>`
    : html`<td class="${alignOf(column)}">${content}</td>`;
}

/** A table of rows; wider than the page, it scrolls by itself. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], options: TableOptions<Row>): Markup {
  const head = columns.map((column) => html`<th scope="col" class="${alignOf(column)}">${column.heading}</th>`);
  const body = rows.map((row, index) => {
    const rowClass = options.rowClass?.(row);
    const cells = columns.map((column) => cellOf(column, row, index));
    return rowClass === undefined ? html`<tr>${cells}</tr>\n` : html`<tr class="${rowClass}">${cells}</tr>\n`;
  });
  return html`<div class="scroll"><table aria-label="${options.label}">
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
${options.footer !== undefined && html`<tfoot>${options.footer}</tfoot>\n`}</table></div>
`;
}

/** A table of the first `most` rows, with a line that says how many more `summary.json` holds. */
export function cappedTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], most: number, options: TableOptions<Row>): Markup {
  const left = rows.length - most;
  return html`${table(columns, rows.slice(0, most), options)}${left > 0 && html`<p class="note">${whole(left)} more are in summary.json.</p>\n`}`;
}

/** A count, faint where it is none. */
export function count(value: number): Markup {
  return value === 0 ? html`<span class="zero">0</span>` : html`${whole(value)}`;
}
