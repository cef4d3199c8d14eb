import { remember } from "./decoded.ts";
import { type Edit, endOf, KEY_BYTES, type Leaf, PAGE_BYTES, PAGE_ENTRIES, startOf } from "./pages.ts";

/** An entry that is new. */
export type Entry = Edit & { readonly value: Uint8Array };

const sizeOf = ({ key, value }: Entry): number => 5 + key.length + value.length;
const stretchSize = (leaf: Leaf, from: number, to: number): number => 4 * (to - from) + endOf(leaf, to - 1) - startOf(leaf, from);

/** Entries on their way into pages: stretches of old pages, and new ones. */
export class Run {
  /** Whose each piece is; of an old page, its entries [from, to). */
  private readonly owners: (Leaf | Entry)[] = [];
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private count = 0;
  private size = 0;

  keep(leaf: Leaf, from: number, to: number): void {
    if (from < to) this.push(leaf, from, to, stretchSize(leaf, from, to));
  }

  add(entry: Entry): void {
    if (entry.key.length > KEY_BYTES) throw new Error(`a key of ${entry.key.length} bytes`);
    this.push(entry, 0, 1, sizeOf(entry));
  }

  private push(owner: Leaf | Entry, from: number, to: number, size: number): void {
    this.owners.push(owner);
    this.from.push(from);
    this.to.push(to);
    this.count += to - from;
    this.size += size;
  }

  /** One page where all fit; else evenly filled ones, or, where what is new stands at the end, full ones from the left. */
  pages(isAppended: boolean): Leaf[] {
    if (this.count === 0) return [];
    if (this.count <= PAGE_ENTRIES && this.size <= PAGE_BYTES) return [this.page()];
    const pagesWanted = Math.max(Math.ceil(this.size / PAGE_BYTES), Math.ceil(this.count / PAGE_ENTRIES));
    const bytes = isAppended ? PAGE_BYTES : Math.ceil(this.size / pagesWanted);
    const entries = isAppended ? PAGE_ENTRIES : Math.ceil(this.count / pagesWanted);
    const pages: Leaf[] = [];
    let page = new Run();
    const room = (size: number): void => {
      if (page.count === 0 || (page.count < entries && page.size + size <= bytes)) return;
      pages.push(page.page());
      page = new Run();
    };
    for (let piece = 0; piece < this.owners.length; piece += 1) {
      const owner = this.owners[piece]!;
      if ("key" in owner) {
        room(sizeOf(owner));
        page.add(owner);
        continue;
      }
      for (let index = this.from[piece]!; index < this.to[piece]!; index += 1) {
        room(stretchSize(owner, index, index + 1));
        page.keep(owner, index, index + 1);
      }
    }
    pages.push(page.page());
    return pages;
  }

  /** All of them as one page. */
  page(): Leaf {
    const bytes = new Uint8Array(this.size);
    let values: unknown[] | undefined;
    let entry = 0;
    let at = 4 * this.count;
    for (let piece = 0; piece < this.owners.length; piece += 1) {
      const owner = this.owners[piece]!;
      if ("key" in owner) {
        setStart(bytes, entry, at);
        bytes[at] = owner.key.length;
        bytes.set(owner.key, at + 1);
        bytes.set(owner.value, at + 1 + owner.key.length);
        if (owner.decoded !== undefined) {
          values ??= [];
          values[entry] = owner.decoded;
        }
        at += 1 + owner.key.length + owner.value.length;
        entry += 1;
        continue;
      }
      const [from, to] = [this.from[piece]!, this.to[piece]!];
      const begun = startOf(owner, from);
      const end = endOf(owner, to - 1);
      bytes.set(owner.bytes.subarray(begun, end), at);
      for (let index = from; index < to; index += 1, entry += 1) {
        setStart(bytes, entry, startOf(owner, index) - begun + at);
        const value = owner.values?.[index];
        if (value === undefined) continue;
        values ??= [];
        values[entry] = value;
      }
      at += end - begun;
    }
    const leaf: Leaf = { children: undefined, count: this.count, bytes, values: undefined, isUsed: false };
    if (values !== undefined) leaf.values = remember(leaf, values);
    return leaf;
  }
}

function setStart(bytes: Uint8Array, entry: number, start: number): void {
  const at = 4 * entry;
  bytes[at] = start >>> 24;
  bytes[at + 1] = start >>> 16;
  bytes[at + 2] = start >>> 8;
  bytes[at + 3] = start;
}
