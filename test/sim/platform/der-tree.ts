/** A reader of DER for tests, written apart from the writer: it knows tags and lengths, and what is constructed. */
export interface Node {
  readonly tag: number;
  readonly contents: Uint8Array;
  readonly children: readonly Node[];
}

/** All values that stand one after the other in these bytes. */
export function readAll(bytes: Uint8Array): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at]!;
    let length = bytes[at + 1]!;
    at += 2;
    if (length >= 0x80) {
      const count = length & 0x7f;
      length = 0;
      for (let index = 0; index < count; index += 1) length = length * 256 + bytes[at + index]!;
      at += count;
    }
    const contents = bytes.subarray(at, at + length);
    if (contents.length !== length) throw new Error(`value of ${length} bytes at ${at}, ${contents.length} left`);
    nodes.push({ tag, contents, children: (tag & 0x20) === 0 ? [] : readAll(contents) });
    at += length;
  }
  return nodes;
}

/** The one value that these bytes are. */
export function read(bytes: Uint8Array): Node {
  const [node, ...rest] = readAll(bytes);
  if (node === undefined || rest.length > 0) throw new Error("not one value");
  return node;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Tags and identifiers as lines, indented: what two values of one profile have in common. Texts and object identifiers are shown whole. */
export function shape({ tag, contents, children }: Node, depth = 0): string[] {
  const isSaid = tag === 6 || tag === 12 || tag === 19 || tag === 1;
  const line = `${" ".repeat(depth)}${tag.toString(16)}${isSaid ? ` ${hex(contents)}` : ""}`;
  return [line, ...children.flatMap((child) => shape(child, depth + 1))];
}
