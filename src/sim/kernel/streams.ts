import alea from "seedrandom/lib/alea.js";
import { type Hex, toHex } from "../../model/encoding/hex.ts";

/** A source of randomness of its own. */
export interface RandomStream {
  /** In [0, 1). */
  fraction(): number;
  /** A whole number in [0, n), n up to 2^32. */
  below(n: number): number;
  /** True with probability p. */
  chance(p: number): boolean;
  /** One of the items. */
  pick<T>(items: readonly T[]): T;
  /** A number of bytes in `0x` form. */
  bytes(length: number): Hex;
}

/**
 * Random streams of a run by label (seedrandom's Alea, which uses additions and multiplications only). Each label has its own
 * stream, so that an agent more or a draw more of one agent shifts nobody else's.
 */
export function randomStreams(seed: number): (label: string) => RandomStream {
  return (label) => {
    const generator = alea(`achain/${seed}/${label}`);
    const fraction = (): number => generator();
    const below = (n: number): number => Math.floor(generator() * n);
    return {
      fraction,
      below,
      chance: (p) => generator() < p,
      pick(items) {
        if (items.length === 0) throw new RangeError("nothing to pick from");
        return items[below(items.length)]!;
      },
      bytes(length) {
        const bytes = new Uint8Array(length);
        for (let index = 0; index < length; index += 1) bytes[index] = below(256);
        return toHex(bytes);
      },
    };
  };
}
