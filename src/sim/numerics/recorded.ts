import { f32Output, type Output } from "../../model/tolerance/output.ts";
import type { InferenceSource } from "./source.ts";

/** The files of a recorded network, as read: its `index.json` and one file of fp32 values per platform. */
export interface Recording {
  readonly name: string;
  readonly index: {
    readonly samples: number;
    readonly valuesPerSample: number;
    readonly honest: { readonly [platform: string]: string };
    readonly cheat: { readonly [platform: string]: string };
  };
  /** Little-endian fp32, sample after sample, by platform. */
  readonly data: { readonly [platform: string]: Uint8Array };
}

/** A recording with every file its index names, each of the right length; else what is wrong. */
export function recordingFlaw({ index, data }: Recording): string | undefined {
  const wanted = index.samples * index.valuesPerSample * 4;
  for (const platform of [...Object.keys(index.honest), ...Object.keys(index.cheat)]) {
    const found = data[platform]?.length;
    if (found !== wanted) return `${platform}.f32 has ${found ?? "no"} bytes, ${wanted} wanted`;
  }
  return undefined;
}

/** Outputs measured on real machines. */
export function recordedSource(recording: Recording): InferenceSource {
  const { name, index, data } = recording;
  const bytes = index.valuesPerSample * 4;
  const outputs = new Map<string, readonly Output[]>(
    Object.entries(data).map(([platform, file]) => [
      platform,
      Array.from({ length: index.samples }, (_, sample) => f32Output(file.subarray(sample * bytes, (sample + 1) * bytes))),
    ]),
  );
  return {
    name,
    inputs: index.samples,
    honest: Object.keys(index.honest),
    cheats: Object.keys(index.cheat),
    infer(platform, sample) {
      const output = outputs.get(platform)?.[sample];
      if (output === undefined) throw new RangeError(`${name} has no output of ${platform} for input ${sample}`);
      return output;
    },
  };
}
