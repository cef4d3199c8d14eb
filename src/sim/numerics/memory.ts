/** Outputs that were computed before, so that a long run computes each but once. */
import type { Output } from "../../model/tolerance/output.ts";

/** A memory of bounded size: what was used longest ago is forgotten first. */
export interface Memory<T> {
  /** The value of a key, computed where it is not known. */
  get(key: string, compute: () => T): T;
  /** Bytes held now. */
  readonly bytes: number;
  readonly entries: number;
}

/** A memory of values of at most so many bytes together; the last value is kept whatever its size. */
export function memoryOf<T>(bytesMost: number, sizeOf: (value: T) => number): Memory<T> {
  const known = new Map<string, T>();
  let bytes = 0;
  return {
    get(key, compute) {
      const found = known.get(key);
      if (found !== undefined) {
        known.delete(key);
        known.set(key, found);
        return found;
      }
      const made = compute();
      known.set(key, made);
      bytes += sizeOf(made);
      for (const [oldest, value] of known) {
        if (bytes <= bytesMost || oldest === key) break;
        known.delete(oldest);
        bytes -= sizeOf(value);
      }
      return made;
    },
    get bytes() {
      return bytes;
    },
    get entries() {
      return known.size;
    },
  };
}

/** Of one output, its data and about what stands around it. */
export const outputBytes = ({ data }: Output): number => data.length + 200;
