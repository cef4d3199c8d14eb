/**
 * The summary of every shipped scenario, kept: `npm run golden` writes reports/golden/, `npm run golden -- --check` compares to
 * the byte. What differs is a change of the protocol or of the simulator, and has to be meant.
 */
import fs from "node:fs";
import { chalk, path } from "zx";
import { useBackend } from "../src/cli/backend.ts";
import { beginJob } from "../src/cli/job.ts";
import { summaryOf } from "../src/cli/run.ts";

const ROOT = path.join(import.meta.dirname, "..");
const GOLDEN = path.join(ROOT, "reports", "golden");

/** summary.json of one scenario with seed 1, as `achain run` writes it. */
async function summary(name: string): Promise<string> {
  const file = path.join(ROOT, "scenarios", name);
  const { step, result } = await beginJob({
    path: file,
    text: fs.readFileSync(file, "utf8"),
    overrides: [],
    file: `scenarios/${name}`,
    seed: 1,
    replay: `npx achain run scenarios/${name} --seed 1`,
    until: undefined,
    trace: false,
  });
  while (step());
  return summaryOf([result().report.record], false);
}

/** Where two texts part, in a line. */
function firstDifference(a: string, b: string): string {
  const [left, right] = [a.split("\n"), b.split("\n")];
  const line = left.findIndex((text, index) => text !== right[index]);
  return `line ${line + 1}: kept ${left[line]?.trim() ?? "nothing"}, now ${right[line]?.trim() ?? "nothing"}`;
}

await useBackend();
const isCheck = process.argv.includes("--check");
const names = fs
  .readdirSync(path.join(ROOT, "scenarios"))
  .filter((name) => name.endsWith(".yaml"))
  .sort();
const known = fs.existsSync(GOLDEN) ? fs.readdirSync(GOLDEN) : [];
let different = 0;
for (const name of names) {
  const target = path.join(GOLDEN, name.replace(/\.yaml$/, ".json"));
  const now = await summary(name);
  const kept = fs.existsSync(target) ? fs.readFileSync(target, "utf8") : "";
  if (kept === now) continue;
  different += 1;
  if (isCheck) console.error(`${chalk.red("differs")} ${path.relative(ROOT, target)} ${firstDifference(kept, now)}`);
  else {
    fs.mkdirSync(GOLDEN, { recursive: true });
    fs.writeFileSync(target, now);
    console.error(`wrote ${path.relative(ROOT, target)}`);
  }
}
const wanted = names.map((name) => name.replace(/\.yaml$/, ".json"));
for (const file of known.filter((name) => !wanted.includes(name))) {
  different += 1;
  if (isCheck) console.error(`${chalk.red("left over")} reports/golden/${file}`);
  else fs.rmSync(path.join(GOLDEN, file));
}
if (isCheck && different === 0) console.error(`${names.length} golden summaries are the same to the byte`);
process.exitCode = isCheck && different > 0 ? 1 : 0;
