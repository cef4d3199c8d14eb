import { type Document, isMap, isPair, isScalar, type LineCounter, type Node } from "yaml";

/** A place in a file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The steps from the root of a document to a value. */
export type Path = readonly (string | number)[];

/** Path in words: `providers[0].count`. */
export function pathText(path: Path): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}

/** Where the node at a path begins, or the nearest of its parents that is there. */
export function positionOf(document: Document, lines: LineCounter, path: Path): Position {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    const offset = node?.range?.[0];
    if (offset !== undefined) return toPosition(lines, offset);
  }
  return { line: 1, column: 1 };
}

/** Where a key stands in the map at a path. */
export function keyPosition(document: Document, lines: LineCounter, path: Path, key: string): Position {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(node)) {
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
    if (isScalar(pair?.key) && pair.key.range != null) return toPosition(lines, pair.key.range[0]);
  }
  return positionOf(document, lines, path);
}

function toPosition(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
