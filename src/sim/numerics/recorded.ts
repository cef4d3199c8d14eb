import { DTYPES, type Dtype, OUTPUT_DATA_MAX, type Output } from "../../model/tolerance/output.ts";
import { positionBytes, tokensFlaw } from "../../model/tolerance/tokens.ts";
import type { InferenceSource } from "./source.ts";

/** The index of a recorded network, as its `index.json` says it. */
export interface RecordingIndex {
  readonly samples: number;
  /** Elements of one output; of `tokens`, positions. */
  readonly valuesPerSample: number;
  /** Element type; fp32 where it is not said. */
  readonly dtype?: Dtype;
  /** Of `tokens`: candidates at a position. */
  readonly candidates?: number;
  /** What each platform is, by its name. */
  readonly honest: { readonly [platform: string]: string };
  readonly cheat?: { readonly [platform: string]: string };
}

/** The files of a recorded network, as read: its `index.json` and one file of values per platform. */
export interface Recording {
  readonly name: string;
  readonly index: RecordingIndex;
  /** Little-endian elements, sample after sample, by platform. */
  readonly data: { readonly [platform: string]: Uint8Array };
}

/** The element type of a recording. */
export const dtypeOf = ({ index }: Pick<Recording, "index">): Dtype => index.dtype ?? "f32";

/** How a platform's file is called. */
export const fileOf = (recording: Pick<Recording, "index">, platform: string): string => `${platform}.${dtypeOf(recording)}`;

/** Bytes of one output. */
function bytesPerSample(recording: Pick<Recording, "index">): number {
  const { valuesPerSample, candidates = 0 } = recording.index;
  const dtype = dtypeOf(recording);
  return valuesPerSample * (dtype === "tokens" ? positionBytes(candidates) : DTYPES[dtype]);
}

/** What is wrong in a recording, and in which of its files. */
export interface RecordingFlaw {
  readonly code: "INDEX_MALFORMED" | "OUTPUTS_LENGTH" | "OUTPUTS_MALFORMED";
  readonly file: string;
  readonly message: string;
  readonly remedy: string;
}

const isName = (name: string): boolean => name.length > 0 && !/[/\\\0]/.test(name) && name !== "." && name !== "..";

const isTable = (value: unknown): value is { readonly [name: string]: string } =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every((about) => typeof about === "string");

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 1;

/** What is wrong with the parsed text of `index.json`, or nothing: then it is a `RecordingIndex`. */
export function indexFlaw(index: unknown): RecordingFlaw | undefined {
  const flaw = (message: string, remedy: string): RecordingFlaw => ({ code: "INDEX_MALFORMED", file: "index.json", message, remedy });
  if (typeof index !== "object" || index === null || Array.isArray(index))
    return flaw("it is no JSON object", "it has samples, valuesPerSample, honest and cheat, as fixtures/float/silero-vad-v5/index.json has");
  const { samples, valuesPerSample, honest, cheat, dtype, candidates } = index as { readonly [key: string]: unknown };
  if (!isCount(samples)) return flaw(`samples is ${JSON.stringify(samples)}`, "say how many inputs were run: a whole number from 1");
  if (!isCount(valuesPerSample))
    return flaw(`valuesPerSample is ${JSON.stringify(valuesPerSample)}`, "say how many numbers one output has: a whole number from 1");
  if (dtype !== undefined && !(typeof dtype === "string" && dtype !== "bytes" && Object.hasOwn(DTYPES, dtype)))
    return flaw(`dtype is ${JSON.stringify(dtype)}`, `one of ${Object.keys(DTYPES).slice(1).join(", ")}, or leave it out for f32`);
  if (dtype === "tokens" && !isCount(candidates))
    return flaw(`candidates is ${JSON.stringify(candidates)}`, "say how many candidates a position of tokens has");
  if (!isTable(honest)) return flaw("honest is no table of names and texts", "name each honest platform, and say what it is");
  if (cheat !== undefined && !isTable(cheat)) return flaw("cheat is no table of names and texts", "name each cheat, and say what it is");
  const names = [...Object.keys(honest), ...Object.keys(cheat ?? {})];
  const bad = names.find((name) => !isName(name));
  if (bad !== undefined) return flaw(`“${bad}” is no name of a file`, "a platform's name, with its type behind it, names its file in this folder");
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return flaw(`“${twice}” is both honest and a cheat`, "a platform is one or the other");
  if (Object.keys(honest).length === 0) return flaw("it names no honest platform", "name at least two that run the registered weights");
  if (bytesPerSample({ index: index as RecordingIndex }) > OUTPUT_DATA_MAX)
    return flaw(`an output of ${bytesPerSample({ index: index as RecordingIndex })} bytes`, `the chain takes at most ${OUTPUT_DATA_MAX} bytes`);
  return undefined;
}

/** What is wrong with a recording whose index has no flaw: a file that is missing, of another length, or no `tokens`; or nothing. */
export function filesFlaw(recording: Recording): RecordingFlaw | undefined {
  const { index, data } = recording;
  const each = bytesPerSample(recording);
  for (const platform of [...Object.keys(index.honest), ...Object.keys(index.cheat ?? {})]) {
    const file = fileOf(recording, platform);
    const found = data[platform];
    const wanted = `${index.samples} samples of ${index.valuesPerSample} values`;
    if (found?.length !== index.samples * each)
      return {
        code: "OUTPUTS_LENGTH",
        file,
        message: `it has ${found?.length ?? "no"} bytes, and ${wanted} are ${index.samples * each}`,
        remedy: "run every platform on the same inputs, or mend index.json",
      };
    if (dtypeOf(recording) !== "tokens") continue;
    for (const [sample, { shape, data: bytes }] of outputsOf(recording, platform).entries()) {
      const flaw = tokensFlaw(shape, bytes);
      if (flaw !== undefined) return { code: "OUTPUTS_MALFORMED", file, message: `sample ${sample}: ${flaw}`, remedy: "write it as docs/spec says" };
    }
  }
  return undefined;
}

/** A recording with every file its index names, each of the right length; else what is wrong, in a line. */
export function recordingFlaw(recording: Recording): string | undefined {
  const flaw = indexFlaw(recording.index) ?? filesFlaw(recording);
  return flaw === undefined ? undefined : `${flaw.file}: ${flaw.message}`;
}

/** The outputs of a platform, sample by sample. */
export function outputsOf(recording: Recording, platform: string): Output[] {
  const { samples, valuesPerSample, candidates } = recording.index;
  const dtype = dtypeOf(recording);
  const bytes = bytesPerSample(recording);
  const shape = dtype === "tokens" ? [valuesPerSample, candidates!] : [valuesPerSample];
  const file = recording.data[platform]!;
  return Array.from({ length: samples }, (_, sample) => ({ dtype, shape, data: file.subarray(sample * bytes, (sample + 1) * bytes) }));
}

/** Outputs measured on real machines. */
export function recordedSource(recording: Recording): InferenceSource {
  const { name, index, data } = recording;
  const outputs = new Map<string, readonly Output[]>(Object.keys(data).map((platform) => [platform, outputsOf(recording, platform)]));
  return {
    name,
    inputs: index.samples,
    honest: Object.keys(index.honest),
    cheats: Object.keys(index.cheat ?? {}),
    infer(platform, sample) {
      const output = outputs.get(platform)?.[sample];
      if (output === undefined) throw new RangeError(`${name} has no output of ${platform} for input ${sample}`);
      return output;
    },
  };
}
