/**
 * The peer of the event kernel: a binary heap over two typed arrays, times and payloads, and nothing else. No order among equal
 * times, no closures, no check of what comes in, a size that never changes.
 */
export class BareHeap {
  private readonly times: Float64Array;
  private readonly payloads: Int32Array;
  private size = 0;

  constructor(capacity: number) {
    this.times = new Float64Array(capacity);
    this.payloads = new Int32Array(capacity);
  }

  /** The least time; there must be one. */
  least(): number {
    return this.times[0]!;
  }

  push(time: number, payload: number): void {
    const { times, payloads } = this;
    let at = this.size;
    this.size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (times[parent]! <= time) break;
      times[at] = times[parent]!;
      payloads[at] = payloads[parent]!;
      at = parent;
    }
    times[at] = time;
    payloads[at] = payload;
  }

  /** Takes the least out; its payload. */
  pop(): number {
    const { times, payloads } = this;
    const popped = payloads[0]!;
    this.size -= 1;
    const { size } = this;
    const time = times[size]!;
    const payload = payloads[size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && times[child + 1]! < times[child]!) child += 1;
      if (times[child]! >= time) break;
      times[at] = times[child]!;
      payloads[at] = payloads[child]!;
      at = child;
    }
    times[at] = time;
    payloads[at] = payload;
    return popped;
  }
}
