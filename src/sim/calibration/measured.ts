/** Measured outputs, laid out for statistics: a recording whose platforms are grouped into classes. */
import { exactOf, littleEndian, type NumericDtype } from "../../model/tolerance/exact.ts";
import { DTYPES, type Output } from "../../model/tolerance/output.ts";
import { isSameBytes } from "../../model/tolerance/premises.ts";
import { dtypeOf, outputsOf, type Recording } from "../numerics/recorded.ts";

/** One output as bytes, for the exact comparators, and as numbers, for what is measured of many. */
export interface View {
  readonly output: Output;
  /** Its elements, exact in fp64; empty for an element type that is no number. */
  readonly values: Float64Array;
}

/** What a platform, or platforms equal to the bit, gave for every sample. */
export interface MeasuredClass {
  /** The first of its members. */
  readonly name: string;
  readonly members: readonly string[];
  readonly views: readonly View[];
}

/** A recording ready to be measured. */
export interface Measured {
  readonly name: string;
  readonly samples: number;
  readonly dtype: Output["dtype"];
  readonly shape: readonly number[];
  /** Honest platforms; outputs equal to the bit on every sample are one class. */
  readonly classes: readonly MeasuredClass[];
  readonly cheats: readonly MeasuredClass[];
}

const decode = new DataView(new ArrayBuffer(4));

function numberOf(dtype: NumericDtype, bits: number): number {
  if (dtype === "i32") return bits | 0;
  if (dtype === "f16") {
    const exact = exactOf(dtype, bits);
    if (exact.kind === "nan") return Number.NaN;
    // A finite fp16 has at most 11 bits, in units of 2^-149 whose lowest 125 are zero.
    return exact.kind === "finite" ? Number(exact.units >> 125n) * 2 ** -24 : exact.negative ? -Infinity : Infinity;
  }
  decode.setUint32(0, dtype === "bf16" ? bits << 16 : bits);
  return decode.getFloat32(0);
}

/** An output beside its elements as numbers. */
export function viewOf(output: Output): View {
  const { dtype, data } = output;
  if (dtype === "bytes" || dtype === "tokens") return { output, values: new Float64Array(0) };
  const width = DTYPES[dtype];
  const values = new Float64Array(data.length / width);
  for (let index = 0; index < values.length; index += 1) values[index] = numberOf(dtype, littleEndian(data, index * width, width));
  return { output, values };
}

const isSame = (a: readonly View[], b: readonly View[]): boolean => a.every((view, sample) => isSameBytes(view.output.data, b[sample]!.output.data));

/** Groups the honest platforms of a recording that has no flaw (`recordingFlaw`); cheats stand each for itself. */
export function measuredOf(recording: Recording): Measured {
  const { name, index } = recording;
  const viewsOf = (platform: string): View[] => outputsOf(recording, platform).map(viewOf);
  const classes: { name: string; members: string[]; views: View[] }[] = [];
  for (const platform of Object.keys(index.honest)) {
    const views = viewsOf(platform);
    const known = classes.find((other) => isSame(other.views, views));
    if (known === undefined) classes.push({ name: platform, members: [platform], views });
    else known.members.push(platform);
  }
  const cheats = Object.keys(index.cheat ?? {}).map((cheat) => ({ name: cheat, members: [cheat], views: viewsOf(cheat) }));
  const { shape } = classes[0]!.views[0]!.output;
  return { name, samples: index.samples, dtype: dtypeOf(recording), shape, classes, cheats };
}

/** Where honest classes disagree on what is a number at all: no threshold can be finite. */
export interface SpecialClash {
  readonly platform: string;
  readonly other: string;
  readonly sample: number;
  readonly element: number;
  readonly value: number;
  readonly otherValue: number;
}

/** The first element that is a NaN or an infinity in one class and not the same in another; or nothing. */
export function specialClash({ classes, samples }: Measured): SpecialClash | undefined {
  for (let sample = 0; sample < samples; sample += 1) {
    const length = classes[0]!.views[sample]!.values.length;
    for (let element = 0; element < length; element += 1) {
      const odd = classes.find(({ views }) => !Number.isFinite(views[sample]!.values[element]!));
      if (odd === undefined) continue;
      const value = odd.views[sample]!.values[element]!;
      const other = classes.find(({ views }) => !Object.is(views[sample]!.values[element]!, value));
      if (other === undefined) continue;
      return { platform: odd.name, other: other.name, sample, element, value, otherValue: other.views[sample]!.values[element]! };
    }
  }
  return undefined;
}

/** How many elements are a NaN or an infinity in every honest class alike. */
export function commonSpecials({ classes }: Measured): number {
  return classes[0]!.views.reduce((sum, { values }) => sum + values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0), 0);
}

/** The root mean square of the finite elements of the honest classes, and the largest magnitude. */
export function magnitudes({ classes }: Measured): { readonly rms: number; readonly largest: number } {
  let [sum, count, largest] = [0, 0, 0];
  for (const { views } of classes)
    for (const { values } of views)
      for (const value of values) {
        if (!Number.isFinite(value)) continue;
        sum += value * value;
        count += 1;
        if (Math.abs(value) > largest) largest = Math.abs(value);
      }
  return { rms: count === 0 ? 0 : Math.sqrt(sum / count), largest };
}
