/** Pairs that are settled before anything is measured: by form, by bytes, by what the comparator measures. */
import { BYTES, bits, envelope, numbers, type Pair, pair, plain, relative, shaped, simple, text, topk, ulp } from "./made.ts";

const ABSOLUTE = simple("absolute", "1000", "3000");
const TOPK = topk([1, "1000"], [0, "3000"]);
const ENVELOPE = envelope([10_000, "1000", "3000"]);
const RELATIVE = relative(["1000", "0"], ["3000", "0"]);

const BY_BYTES: readonly Pair[] = [
  pair("the same", "every byte is the same", BYTES, plain(1, 2, 3), plain(1, 2, 3)),
  pair("one byte differs", "one byte differs; the distance is 1, however many do", BYTES, plain(1, 2, 3), plain(1, 2, 4)),
  pair("minus zero", "−0 is not 0 where only bits count", BYTES, numbers("f32", 1, 0), numbers("f32", 1, bits(0x8000_0000))),
  pair(
    "nan of another payload",
    "two NaNs of other payloads are not the same bytes",
    BYTES,
    numbers("f16", bits(0x7e00)),
    numbers("f16", bits(0x7e01)),
  ),
  pair("the same nan", "a NaN is the same bytes as itself", BYTES, numbers("bf16", bits(0x7fc1)), numbers("bf16", bits(0x7fc1))),
  pair("one apart", "two integers are one apart, which is other bytes", BYTES, numbers("i32", -1), numbers("i32", 0)),
  pair("another logit", "one logit differs in its last bit", BYTES, text([7, [7, 3]]), text([7, [7, bits(0x4040_0001)]])),
];

const BY_FORM: readonly Pair[] = [
  pair("another dtype", "the same bytes and shape as another element type", BYTES, numbers("f16", bits(0x3f80)), numbers("bf16", bits(0x3f80))),
  pair("another shape", "the same bytes in another shape", ABSOLUTE, numbers("f32", 1, 2), shaped(numbers("f32", 1, 2), 2, 1)),
  pair("another length", "b has one element more, a zero", simple("l2", "1", "3"), numbers("bf16", 1, 2), numbers("bf16", 1, 2, 0)),
  pair(
    "no extents",
    "the same element, in the empty shape and in the shape 1",
    simple("cosine", "1", "2"),
    shaped(numbers("i32", 5), ...[]),
    numbers("i32", 5),
  ),
  pair("empty", "neither has elements, which are the same bytes", simple("cosine", "0", "1"), numbers("f32"), numbers("f32")),
  pair(
    "empty in two shapes",
    "neither has elements, but their shapes are two",
    ulp(1, 3),
    shaped(numbers("f32"), 0, 1),
    shaped(numbers("f32"), 0, 2),
  ),
  pair("another number of positions", "b goes on where a ends", TOPK, text([7, [7, 3]]), text([7, [7, 3]], [8, [8, 2]])),
  pair("another number of candidates", "a names two candidates at its one position, b one", TOPK, text([7, [7, 3], [8, 2]]), text([7, [7, 3]])),
];

const BY_MEASURE: readonly Pair[] = [
  pair("not measured", "bytes are no numbers: any difference is a fault", ABSOLUTE, plain(1), plain(2)),
  pair("not measured but the same", "bytes are no numbers, but the same bytes agree under every comparator", ABSOLUTE, plain(1), plain(1)),
  pair("not measured", "bytes have no size that an allowance could grow with", RELATIVE, plain(1), plain(2)),
  pair("not measured", "a text has no norm", simple("l2", "1", "3"), text([7, [7, 3]]), text([7, [7, 2]])),
  pair("not measured", "a text is no vector", simple("cosine", "1", "3"), text([7, [7, 3]]), text([7, [7, 2]])),
  pair("not measured", "integers have no last place", ulp(1000, 3000), numbers("i32", 1), numbers("i32", 2)),
  pair("not measured", "numbers have no candidates", TOPK, numbers("f32", 1), numbers("f32", 2)),
  pair("not measured", "bytes have no errors", ENVELOPE, plain(1), plain(2)),
];

/** Pairs settled by their premises. */
export const byPremises = (): readonly Pair[] => [...BY_BYTES, ...BY_FORM, ...BY_MEASURE];
