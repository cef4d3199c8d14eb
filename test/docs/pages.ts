/** Reads the pages of docs/spec: sections, tables, code, links. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../docs/spec");

/** The names of all pages. */
export const PAGES: readonly string[] = readdirSync(ROOT)
  .filter((name) => name.endsWith(".md"))
  .sort();

/** A page as it is written. */
export function pageText(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** The text under a heading, up to the next heading of any level. */
export function sectionOf(page: string, heading: string): string {
  const lines = pageText(page).split("\n");
  const at = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
  if (at < 0) throw new Error(`${page} has no heading ${heading}`);
  const length = lines.slice(at + 1).findIndex((line) => /^#+ /.test(line));
  return lines.slice(at + 1, length < 0 ? undefined : at + 1 + length).join("\n");
}

/** A table: its head and its rows, cells trimmed, back quotes left out. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim().replaceAll("`", ""));

const isRow = (line: string): boolean => line.trim().startsWith("|");

/** Every table of a text, in order: lines that begin with a bar, up to one that does not. */
export function tablesOf(text: string): Table[] {
  const lines = text.split("\n");
  const starts = lines.flatMap((line, index) => (isRow(line) && !isRow(lines[index - 1] ?? "") ? [index] : []));
  return starts.map((start) => {
    const length = lines.slice(start).findIndex((line) => !isRow(line));
    const [head, , ...rows] = lines.slice(start, length < 0 ? undefined : start + length).map(cellsOf);
    return { head: head!, rows };
  });
}

/** The table of a text whose first column has this name. */
export function tableOf(text: string, firstColumn: string): Table {
  const found = tablesOf(text).find(({ head }) => head[0] === firstColumn);
  if (found === undefined) throw new Error(`no table whose first column is ${firstColumn}`);
  return found;
}

/** The hexadecimal of code blocks as one text: what stands left of the comments, over lines. */
function hexOfCode(text: string): string {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
  const digits = blocks.map((block) =>
    block
      .split("\n")
      .map((line) => line.trim().split(/ {2,}/)[0]!.replaceAll(" ", ""))
      .filter((line) => /^[0-9a-f]+$/.test(line))
      .join(""),
  );
  return digits.join("\n");
}

/** Whether a page holds a text, white space aside; of hexadecimal also without its 0x and with comments between its lines. */
export function holds(page: string, wanted: string): boolean {
  const text = pageText(page);
  const bare = wanted.replace(/\s/g, "");
  if (text.replace(/\s/g, "").includes(bare)) return true;
  if (!/^0x[0-9a-f]+$/.test(wanted)) return false;
  return text.replace(/\s/g, "").includes(bare.slice(2)) || hexOfCode(text).includes(bare.slice(2));
}

/** The anchor that a heading gives. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

/** The anchors of a page. */
export function anchorsOf(page: string): readonly string[] {
  return pageText(page)
    .replace(/^```[\s\S]*?^```$/gm, "")
    .split("\n")
    .filter((line) => /^#+ /.test(line))
    .map((line) => anchorOf(line.replace(/^#+ /, "")));
}

/** The targets of a page's links. */
export function linksOf(page: string): readonly string[] {
  return [...pageText(page).matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]!);
}
