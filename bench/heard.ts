import { type Hasher, useHasher } from "../src/model/crypto/hash.ts";

/** Inputs of hashes one after the other in one array: a thousand small ones would be a thousand objects for the collector to visit. */
export class Inputs {
  private bytes = new Uint8Array(1 << 20);
  private readonly ends: number[] = [0];

  add(input: Uint8Array): void {
    const at = this.size;
    if (at + input.length > this.bytes.length) {
      const larger = new Uint8Array(2 * (at + input.length));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(input, at);
    this.ends.push(at + input.length);
  }

  /** How many there are. */
  get count(): number {
    return this.ends.length - 1;
  }

  /** Bytes of all. */
  get size(): number {
    return this.ends.at(-1)!;
  }

  /** One of them: a view. */
  at(index: number): Uint8Array {
    return this.bytes.subarray(this.ends[index]!, this.ends[index + 1]!);
  }
}

/** Hashes that were asked for, in their order. */
export interface Heard {
  /** Inputs of `sha256`. */
  readonly messages: Inputs;
  /** Inputs of `sha256Hex`. */
  readonly named: Inputs;
  /** Inputs of `hashPairs`. */
  readonly levels: Inputs;
}

/** Does something with a hasher that notes what it is asked for, and computes as the one in use does. */
export function listen(work: () => void): Heard {
  const heard = { messages: new Inputs(), named: new Inputs(), levels: new Inputs() };
  let inner: Hasher | undefined;
  inner = useHasher({
    name: "listening",
    sha256(bytes) {
      heard.messages.add(bytes);
      return inner!.sha256(bytes);
    },
    sha256Hex(bytes) {
      heard.named.add(bytes);
      return inner!.sha256Hex(bytes);
    },
    hashPairs(pairs, hashes) {
      heard.levels.add(pairs);
      inner!.hashPairs(pairs, hashes);
    },
  });
  work();
  useHasher(inner);
  return heard;
}
