import { type Bar, marginOf, type Row, ratioOf } from "./row.ts";

/** Three digits that count, thousands apart. */
function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, " ");
}

const barText = ({ of, wants, limit }: Bar, unit: string): string =>
  `${wants === "at least" ? "≥" : "≤"} ${limit}${of === "ratio" ? " ×" : ` ${unit}`}`;

const HEAD = ["what", "measured", "peer", "of the peer", "ratio", "bar", "held"] as const;

function cells(row: Row): string[] {
  const { what, value, unit, peer, bar } = row;
  const [ratio, margin] = [ratioOf(row), marginOf(row)];
  return [
    what,
    value === undefined ? "skipped" : `${figure(value)} ${unit}`,
    peer?.name ?? "",
    peer === undefined ? "" : `${figure(peer.value)} ${unit}`,
    ratio === undefined ? "" : figure(ratio),
    bar === undefined ? "" : barText(bar, unit),
    margin === undefined ? "" : margin >= 1 ? "yes" : "NO",
  ];
}

/** Rows as a table of text, a line each, notes beneath the rows that have one. */
export function tableText(rows: readonly Row[]): string {
  const lines = [[...HEAD], ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const lineText = (line: readonly string[]): string => line.map((cell, column) => cell.padEnd(widths[column]!)).join("  ");
  const noteText = (note: string | undefined): string => (note === undefined ? "" : `\n    ${note}`);
  const [head, ...body] = lines.map((line) => lineText(line).trimEnd());
  return `${[head, ...body.map((line, index) => `${line}${noteText(rows[index]!.note)}`)].join("\n")}\n`;
}
