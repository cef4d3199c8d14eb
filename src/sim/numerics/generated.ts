/** Outputs of the simulator's own networks, on the platforms of a numeric class and of its cheats. */
import type { Output } from "../../model/tolerance/output.ts";
import { CHEATS, type Computing, type Copying, PERTURBATION, REGISTERED } from "./cheats.ts";
import { FORMATS, type FormatName } from "./engine/formats.ts";
import { mixed } from "./engine/reduce.ts";
import { memoryOf, outputBytes } from "./memory.ts";
import { type Network, outputOf, WHOLE } from "./networks/network.ts";
import { NETWORKS } from "./networks/networks.ts";
import { type Layers, operationsOf, weightsFor } from "./networks/operations.ts";
import { type HardwareProfile, type NumericClass, PROFILES, platformsOf } from "./profiles.ts";
import type { Recording, RecordingIndex } from "./recorded.ts";
import type { InferenceSource, SurfingHarm } from "./source.ts";
import { type Harm, surfed } from "./surfing.ts";

/** How a scenario names a generated model: `generated:lstm`, `generated:transformer:bf16`. */
export const GENERATED = "generated:";

/** Bytes of outputs that a model remembers, and sets of weights. */
const [OUTPUT_BYTES, WEIGHT_BYTES] = [32 * 2 ** 20, 32 * 2 ** 20];

/** A generated model: what it gives, and what surfing does to it. */
export interface GeneratedSource extends InferenceSource {
  readonly network: Network;
  readonly about: { readonly honest: RecordingIndex["honest"]; readonly cheat: NonNullable<RecordingIndex["cheat"]> };
  /** What a surfing cheat moves in an output within a relative L2 distance. */
  harmOf(distance: number, input: number): Harm;
}

const valuesOf = ({ data }: Output): Float32Array => {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return Float32Array.from({ length: data.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
};

const sizeOfLayers = (layers: Layers): number =>
  Object.values(layers).reduce((sum, { weights, bias }) => sum + 4 * (weights.length + bias.length), 0);

/** The distance in `surf@3.8e-6`; undefined for another name. */
function surfDistance(name: string): number | undefined {
  const match = /^surf@([0-9.]+(?:e-?[0-9]+)?)$/.exec(name);
  const distance = match === null ? Number.NaN : Number(match[1]);
  return distance > 0 && distance < 1 ? distance : undefined;
}

/** A network on the platforms of a class. Every output is remembered by platform and input, within a bound. */
export function generatedSource(network: Network, numericClass: NumericClass): GeneratedSource {
  const platforms = platformsOf(numericClass);
  const [base] = platforms.values();
  const isText = network.decides === undefined;
  const isCoarser = (format: FormatName): boolean => FORMATS[format].fractionBits < FORMATS[base!.operands].fractionBits;
  const fits = (cheat: Computing | Copying): boolean =>
    cheat.kind === "computes"
      ? (cheat.isOfText !== true || isText) && (cheat.format === undefined || isCoarser(cheat.format))
      : cheat.kind === "cached" || !isText;
  const cheats = [...CHEATS].filter(([, cheat]) => fits(cheat));
  const outputs = memoryOf(OUTPUT_BYTES, outputBytes);
  const weights = memoryOf(WEIGHT_BYTES, sizeOfLayers);

  const layersOf = (name: string, profile: HardwareProfile, make: () => Layers): Layers =>
    weights.get(`${name} ${profile.operands}`, () => weightsFor(profile, make()));

  const honest = (profile: HardwareProfile, input: number): Output =>
    network.run(
      operationsOf(profile),
      layersOf("registered", profile, () => network.layers(REGISTERED)),
      input,
      WHOLE,
    );

  const cheating = (name: string, { layers, extent }: Computing, input: number): Output =>
    network.run(
      operationsOf(base!),
      layersOf(name, base!, () => layers(network)),
      input,
      extent,
    );

  const perturbed = (input: number): Output =>
    outputOf(valuesOf(infer(base!.name, input)).map((value, index) => value * (1 + PERTURBATION * (mixed(index, 31 + input) / 2 ** 31 - 1))));

  function compute(name: string, input: number): Output {
    const profile = platforms.get(name);
    if (profile !== undefined) return honest(profile, input);
    const distance = surfDistance(name);
    if (distance !== undefined && !isText) return outputOf(surfed(valuesOf(infer(base!.name, input)), network.decides!, distance).values);
    const cheat = cheats.find(([known]) => known === name)?.[1];
    if (cheat === undefined) throw new RangeError(`${network.name} has no platform ${name}`);
    if (cheat.kind === "computes") return cheating(name, cheat, input);
    return cheat.kind === "cached" ? infer(base!.name, (input + 1) % network.inputs) : perturbed(input);
  }

  function infer(platform: string, input: number): Output {
    if (!(input >= 0 && input < network.inputs)) throw new RangeError(`${network.name} has no input ${input}`);
    return outputs.get(`${platform} ${input}`, () => compute(platform, input));
  }

  const harmOf = (distance: number, input: number): Harm => surfed(valuesOf(infer(base!.name, input)), network.decides!, distance).harm;

  function harm(platform: string): SurfingHarm | undefined {
    const distance = surfDistance(platform);
    if (distance === undefined || isText) return undefined;
    const all = Array.from({ length: network.inputs }, (_, input) => harmOf(distance, input));
    const moved = all.reduce((most, { marginBefore, marginAfter }) => Math.max(most, marginBefore - marginAfter), 0);
    return { inputs: all.length, flipped: all.filter(({ isFlipped }) => isFlipped).length, moved };
  }

  const profileAbout = ({ known, assumed }: HardwareProfile): string => `${known}; assumed: ${assumed}`;
  return {
    name: `${GENERATED}${network.name}:${numericClass}`,
    inputs: network.inputs,
    honest: [...platforms.keys()],
    cheats: cheats.map(([name]) => name),
    takesCheat: (name) => !isText && surfDistance(name) !== undefined,
    infer,
    network,
    about: {
      honest: Object.fromEntries([...platforms].map(([name, profile]) => [name, profileAbout(profile)])),
      cheat: Object.fromEntries(cheats.map(([name, { about }]) => [name, about])),
    },
    harm,
    harmOf,
  };
}

/** The generated model of a name, or why there is none. */
export function generatedNamed(name: string): GeneratedSource | string {
  const [kind = "", numericClass = "fp32", ...rest] = name.slice(GENERATED.length).split(":");
  const network = NETWORKS.get(kind);
  if (network === undefined || rest.length > 0)
    return `there is no generated model “${name}”: generated: and one of ${[...NETWORKS.keys()].join(", ")}`;
  const classes = [...new Set(PROFILES.map((profile) => profile.class))];
  const known = classes.find((one) => one === numericClass);
  return known === undefined ? `no platform computes in “${numericClass}”: ${classes.join(", ")}` : generatedSource(network, known);
}

/** The outputs of a generated model as a recording, as if they had been measured: what calibration reads. */
export function recordingOf(source: GeneratedSource): Recording {
  const { name, inputs, honest, cheats, about } = source;
  const [first] = honest;
  const { dtype, shape } = source.infer(first!, 0);
  const file = (platform: string): Uint8Array => {
    const all = Array.from({ length: inputs }, (_, input) => source.infer(platform, input).data);
    const bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
    for (const [input, data] of all.entries()) bytes.set(data, input * data.length);
    return bytes;
  };
  return {
    name,
    index: {
      samples: inputs,
      valuesPerSample: shape[0]!,
      dtype,
      ...(dtype === "tokens" ? { candidates: shape[1]! } : {}),
      honest: about.honest,
      cheat: about.cheat,
    },
    data: Object.fromEntries([...honest, ...cheats].map((platform) => [platform, file(platform)])),
  };
}
