/** A page with what its values say, as far as it is remembered. */
export interface DecodedPage {
  readonly bytes: Uint8Array;
  /** By the index of the entry; undefined where nothing is remembered. */
  values: unknown[] | undefined;
  /** Read since the last look of the clock's hand. */
  isUsed: boolean;
}

/** Decoded values are remembered of pages of so many bytes in all; the objects take about ten times as much. */
export const BUDGET: number = 8 * 1024 * 1024;

/** Remembers decoded values of pages that hold no more than a number of bytes, or of one page. */
export class Memory {
  private readonly budget: number;
  /** Pages with decoded values, the oldest first; those before `hand` are done with, and no longer held. */
  private pages: (DecodedPage | undefined)[] = [];
  private hand = 0;
  private total = 0;

  constructor(budget: number) {
    this.budget = budget;
  }

  /**
   * Makes a page one of those whose decoded values are kept, and lets go of others, those not read for longest (second chance).
   * Results do not depend on it: what is forgotten is decoded again. The page itself stays, or its values would be kept uncounted.
   */
  remember(page: DecodedPage, values: unknown[]): unknown[] {
    this.pages.push(page);
    this.total += page.bytes.length;
    while (this.total > this.budget && this.hand < this.pages.length - 1) {
      const oldest = this.pages[this.hand]!;
      this.pages[this.hand] = undefined;
      this.hand += 1;
      if (oldest.isUsed || oldest === page) {
        oldest.isUsed = false;
        this.pages.push(oldest);
      } else {
        oldest.values = undefined;
        this.total -= oldest.bytes.length;
      }
    }
    if (this.hand > 1024 && this.hand > this.pages.length / 2) {
      this.pages = this.pages.slice(this.hand);
      this.hand = 0;
    }
    return values;
  }
}

const memory = new Memory(BUDGET);

/** See `Memory.remember`: of all pages there are. */
export function remember(page: DecodedPage, values: unknown[]): unknown[] {
  return memory.remember(page, values);
}
