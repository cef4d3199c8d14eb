/** `achain tolerance calibrate`: from measured outputs to thresholds. */
import { basename, join, resolve } from "node:path";
import { DTYPES, type Dtype } from "../model/tolerance/output.ts";
import { MEASURED } from "../model/tolerance/premises.ts";
import { type Calibration, calibrate } from "../sim/calibration/calibrate.ts";
import { calibrationDocument, toleranceYaml } from "../sim/calibration/document.ts";
import { measuredOf, specialClash } from "../sim/calibration/measured.ts";
import type { WrittenTolerance } from "../sim/calibration/written.ts";
import { GENERATED, generatedNamed, recordingOf } from "../sim/numerics/generated.ts";
import { dtypeOf, fileOf, type Recording } from "../sim/numerics/recorded.ts";
import { calibrationText } from "./calibration-text.ts";
import { EXIT, inputError } from "./exit.ts";
import { prepareOut, writeWhole } from "./files.ts";
import { printDocument } from "./input.ts";
import { paintFor } from "./print.ts";
import { readRecording, unnamedFiles } from "./recordings.ts";
import { type ReadTolerance, readTolerance } from "./thresholds.ts";
import { VERSION } from "./version.ts";

/** Flags of `achain tolerance calibrate`, as given. */
export interface CalibrateFlags {
  readonly coverage: string;
  readonly confidence: string;
  readonly thresholds?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Closer to 1 no number of platforms that anyone has would do. */
const SHARE_MOST = 0.99999;

function parseShare(flag: string, text: string): number {
  const value = /^[0-9]*\.?[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && value <= SHARE_MOST))
    throw inputError("FLAG_REFUSED", `${flag} ${text}`, "this is no share", `above 0 and at most ${SHARE_MOST}, such as .99`);
  return value;
}

/** Refuses what no threshold can mend: one platform, and a NaN that only some honest platforms have. */
function checkedMeasured(folder: string, recording: Recording) {
  const file = (platform: string): string => join(folder, fileOf(recording, platform));
  const honest = Object.keys(recording.index.honest);
  if (honest.length < 2)
    throw inputError(
      "TOO_FEW_PLATFORMS",
      join(folder, "index.json"),
      "one honest platform has nothing to disagree with",
      "measure at least two, better five",
    );
  const measured = measuredOf(recording);
  const clash = specialClash(measured);
  if (clash === undefined) return measured;
  const odd = Number.isFinite(clash.value) ? clash.other : clash.platform;
  const { sample, element } = clash;
  const at = (sample * recording.index.valuesPerSample + element) * DTYPES[dtypeOf(recording) as Dtype];
  throw inputError(
    "OUTPUTS_NOT_FINITE",
    `${file(odd)}: byte ${at}`,
    `value ${element} of sample ${sample} is ${clash.value} on ${clash.platform} and ${clash.otherValue} on ${clash.other}: no threshold is finite`,
    "find out which platform is wrong and take it out of index.json, or take the sample out everywhere",
  );
}

function checkedTolerance(file: string, recording: Recording): ReadTolerance {
  const read = readTolerance(file);
  const { kind } = read.tolerance;
  const dtype = dtypeOf(recording);
  if (kind === "bytes" || MEASURED[kind].includes(dtype)) return read;
  const fitting = Object.entries(MEASURED).flatMap(([name, types]) => (types.includes(dtype) ? [name] : []));
  throw inputError("TOLERANCE_INVALID", file, `${kind} does not measure ${dtype}`, `take one that does: ${fitting.join(", ")}`);
}

/** The block that goes into a scenario, with where it comes from. */
function toleranceFile({ name, recommended, rule, risk }: Calibration): string {
  const comment = (text: string): string => text.replace(/(.{1,110})(?: |$)/g, "# $1\n");
  const about = [`Made by achain tolerance calibrate from ${name}. Rule: ${rule}.`, risk.text].map(comment).join("");
  return `${about}tolerance: ${toleranceYaml(recommended!.written!)}\n`;
}

async function writeOut(folder: string, calibration: Calibration): Promise<string[]> {
  const { renderCalibration } = await import("../report/calibration.ts");
  const files: [string, string][] = [
    ["calibration.json", `${JSON.stringify({ format: "achain/tolerance/1", ...calibrationDocument(calibration) }, undefined, 1)}\n`],
    ["report.html", renderCalibration(calibration, VERSION)],
    ...(calibration.recommended === undefined ? [] : [["tolerance.yaml", toleranceFile(calibration)] as [string, string]]),
  ];
  for (const [name, content] of files) writeWhole(join(folder, name), content);
  return files.map(([name]) => join(folder, name));
}

/** Whether thresholds that were given hold on what was measured: no honest pair at FAULT, few above agree. */
const holds = ({ recommended, risk }: Calibration): boolean =>
  recommended === undefined || (!(recommended.honest.atFault > 0) && !(1 - recommended.honest.atAgree > 1 - risk.coverage + 1e-12));

/** The outputs of one of the simulator's own networks, computed now. */
function computedRecording(name: string): Recording {
  const source = generatedNamed(name);
  if (typeof source === "string") throw inputError("OUTPUTS_NOT_FOUND", name, source, "docs/numerics.md has the networks");
  return recordingOf(source);
}

/** `achain tolerance calibrate DIR`. */
export async function calibrateCommand(folder: string, flags: CalibrateFlags): Promise<number> {
  const wish = { coverage: parseShare("--coverage", flags.coverage), confidence: parseShare("--confidence", flags.confidence) };
  const recording = folder.startsWith(GENERATED) ? computedRecording(folder) : readRecording(folder, basename(resolve(folder)));
  const measured = checkedMeasured(folder, recording);
  const read = flags.thresholds === undefined ? undefined : checkedTolerance(flags.thresholds, recording);
  if (flags.out === "") throw inputError("FLAG_REFUSED", "--out", "the name of the folder is empty", "name a folder");
  if (flags.out !== undefined) prepareOut(flags.out);
  const found = calibrate(measured, wish, read && { tolerance: read.tolerance, written: read.written as WrittenTolerance });
  const unnamed = folder.startsWith(GENERATED) ? [] : unnamedFiles(folder, recording);
  const calibration = {
    ...found,
    warnings: [...found.warnings, ...unnamed.map((file) => `FILE_NOT_NAMED: ${file} is in the folder, and index.json does not name it`)],
  };
  const written = flags.out === undefined ? [] : await writeOut(flags.out, calibration);
  if (flags.json === true) {
    printDocument("tolerance", calibrationDocument(calibration));
    for (const warning of calibration.warnings) process.stderr.write(`warning: ${warning}\n`);
  } else process.stdout.write(calibrationText(calibration, paintFor(process.stdout)));
  if (flags.quiet !== true) for (const file of written) process.stderr.write(`wrote ${file}\n`);
  return read === undefined || holds(calibration) ? EXIT.done : EXIT.failed;
}
