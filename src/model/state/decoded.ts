/** A page with what its values say, as far as it is remembered. */
export interface DecodedPage {
  readonly bytes: Uint8Array;
  /** By the index of the entry; undefined where nothing is remembered. */
  values: unknown[] | undefined;
  /** Read since the last look of the clock's hand. */
  isUsed: boolean;
}

/** Decoded values are remembered of pages of so many bytes in all; the objects take about three times as much. */
const BUDGET = 32 * 1024 * 1024;

/** Pages with decoded values, the oldest first; those before `hand` are done with. */
let pages: DecodedPage[] = [];
let hand = 0;
let total = 0;

/**
 * Makes a page one of those whose decoded values are kept, and lets go of others, those not read for longest (second chance).
 * Results do not depend on it: what is forgotten is decoded again.
 */
export function remember(page: DecodedPage, values: unknown[]): unknown[] {
  pages.push(page);
  total += page.bytes.length;
  while (total > BUDGET && hand < pages.length - 1) {
    const oldest = pages[hand]!;
    hand += 1;
    if (oldest.isUsed) {
      oldest.isUsed = false;
      pages.push(oldest);
    } else {
      oldest.values = undefined;
      total -= oldest.bytes.length;
    }
  }
  if (hand > 1024 && hand > pages.length / 2) {
    pages = pages.slice(hand);
    hand = 0;
  }
  return values;
}
