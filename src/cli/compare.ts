/** `achain tolerance compare`: two outputs under a tolerance. */
import { existsSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { decode } from "../model/encoding/codec.ts";
import { DTYPES, type Dtype, OUTPUT_DATA_MAX, type Output, outputCodec } from "../model/tolerance/output.ts";
import { type Decision, decisionOf } from "../sim/calibration/decision.ts";
import { fileOf, outputsOf } from "../sim/numerics/recorded.ts";
import { short } from "./calibration-text.ts";
import { EXIT, inputError } from "./exit.ts";
import { printDocument, readInput } from "./input.ts";
import { readIndex, readRecording } from "./recordings.ts";
import { readTolerance } from "./thresholds.ts";

/** Flags of `achain tolerance compare`, as given. */
export interface CompareFlags {
  readonly model?: string;
  readonly thresholds?: string;
  readonly json?: boolean;
}

/** The outputs of a file that the index beside it names; or nothing. */
function recordedIn(file: string): readonly Output[] | undefined {
  const folder = dirname(file);
  if (!existsSync(join(folder, "index.json"))) return undefined;
  const index = readIndex(folder);
  const name = basename(file);
  const platform = [...Object.keys(index.honest), ...Object.keys(index.cheat ?? {})].find((known) => fileOf({ index }, known) === name);
  return platform === undefined ? undefined : outputsOf(readRecording(folder, folder), platform);
}

/** The outputs in a file: as its index says, as its name says, or in canonical bytes. */
function outputsIn(file: string): readonly Output[] {
  const bytes = readInput(file);
  const recorded = recordedIn(file);
  if (recorded !== undefined) return recorded;
  const dtype = extname(file).slice(1) as Dtype;
  if (["f32", "f16", "bf16", "i32"].includes(dtype)) {
    const width = DTYPES[dtype];
    if (bytes.length % width !== 0 || bytes.length === 0)
      throw inputError("OUTPUTS_LENGTH", file, `${bytes.length} bytes are no whole number of ${dtype}`, `${width} bytes a value, at least one`);
    if (bytes.length > OUTPUT_DATA_MAX)
      throw inputError(
        "OUTPUTS_LENGTH",
        file,
        `${bytes.length} bytes`,
        `an output has at most ${OUTPUT_DATA_MAX}; samples are told apart by index.json`,
      );
    return [{ dtype, shape: [bytes.length / width], data: bytes }];
  }
  const decoded = decode(outputCodec, bytes);
  if (decoded.ok) return [decoded.value];
  throw inputError(
    "OUTPUT_MALFORMED",
    `${file}: byte ${decoded.offset}`,
    `this is no output: ${decoded.reason}`,
    "name a file .f32, .f16, .bf16 or .i32, or give an output's canonical bytes (docs/spec/comparators.md)",
  );
}

const SEVERITY = { agree: 0, band: 1, fault: 2 } as const;

/** The worst of the samples: by verdict, then by its number. */
function worstOf(decisions: readonly Decision[]): number {
  return decisions.reduce((worst, { verdict, value }, sample) => {
    const known = decisions[worst]!;
    const step = SEVERITY[verdict] - SEVERITY[known.verdict];
    return step > 0 || (step === 0 && value > known.value) ? sample : worst;
  }, 0);
}

function document(decisions: readonly Decision[], written: object) {
  const shown = decisions.map(({ verdict, what, value, agree, fault }, sample) => ({
    sample,
    verdict: verdict.toUpperCase(),
    what,
    value: value === Infinity ? "infinite" : value,
    agree,
    fault,
  }));
  const count = (wanted: Decision["verdict"]): number => decisions.filter(({ verdict }) => verdict === wanted).length;
  const decided = shown[worstOf(decisions)]!;
  return {
    action: "compare",
    verdict: decided.verdict,
    tolerance: written,
    samples: decisions.length,
    decided,
    counts: { agree: count("agree"), band: count("band"), fault: count("fault") },
    results: shown,
  };
}

function text({ verdict, decided, samples, counts }: ReturnType<typeof document>): string {
  const limits = decided.agree === null ? "" : `; agree up to ${decided.agree}, fault from ${decided.fault}`;
  const value = typeof decided.value === "string" ? "" : `: ${short(decided.value)}`;
  const where =
    samples === 1 ? "" : ` in sample ${decided.sample}, the worst of ${samples} (${counts.agree} AGREE, ${counts.band} BAND, ${counts.fault} FAULT)`;
  return `${verdict}\n  ${decided.what}${value}${limits}${where}\n`;
}

/** `achain tolerance compare A B`. */
export function compareCommand(a: string, b: string, flags: CompareFlags): number {
  const named = [flags.model, flags.thresholds].filter((file) => file !== undefined);
  if (named.length !== 1)
    throw inputError(
      "FLAG_REFUSED",
      "--model, --thresholds",
      `${named.length} of them are given`,
      "give one: --model FILE of a scenario or --thresholds FILE",
    );
  const { tolerance, written } = readTolerance(named[0]!);
  const [one, other] = [outputsIn(a), outputsIn(b)];
  if (one.length !== other.length)
    throw inputError(
      "OUTPUTS_LENGTH",
      b,
      `${other.length} sample${other.length === 1 ? "" : "s"}, and ${a} has ${one.length}`,
      "compare outputs for the same inputs",
    );
  const found = document(
    one.map((output, sample) => decisionOf(tolerance, output, other[sample]!)),
    written,
  );
  if (flags.json === true) printDocument("tolerance", found);
  else process.stdout.write(text(found));
  return found.verdict === "FAULT" ? EXIT.failed : EXIT.done;
}
