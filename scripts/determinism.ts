/**
 * Runs the built command under other time zones, locales, folders, backends and numbers of threads, and compares what it prints to the
 * byte. Ends with 1 where anything differs.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import { $, chalk, path } from "zx";

const ROOT = path.join(import.meta.dirname, "..");
const ACHAIN = path.join(ROOT, "bin", "achain.js");
const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), "achain-"));
const scenarios = fs
  .readdirSync(path.join(ROOT, "scenarios"))
  .filter((name) => name.endsWith(".yaml"))
  .sort();

interface Setting {
  readonly name: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: number;
}

const SETTINGS: readonly Setting[] = [
  { name: "as it is, one thread", cwd: ROOT, env: {}, jobs: 1 },
  { name: "two threads", cwd: ROOT, env: {}, jobs: 2 },
  { name: "TZ=Asia/Kathmandu", cwd: ROOT, env: { TZ: "Asia/Kathmandu" }, jobs: 1 },
  { name: "LANG=tr_TR.UTF-8", cwd: ROOT, env: { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" }, jobs: 2 },
  { name: "the reference's hashes and curves", cwd: ROOT, env: { ACHAIN_BACKEND: "noble" }, jobs: 1 },
  { name: "another folder", cwd: elsewhere, env: {}, jobs: 1 },
];

async function digest({ cwd, env, jobs }: Setting): Promise<string> {
  const files = scenarios.map((name) => path.relative(cwd, path.join(ROOT, "scenarios", name)));
  const { stdout } = await $({
    cwd,
    env: { ...process.env, ...env },
    quiet: true,
  })`node ${ACHAIN} run ${files} --seed 1..2 --json --quiet --jobs ${jobs}`;
  return createHash("sha256").update(stdout).digest("hex");
}

const [first, ...others] = SETTINGS;
const wanted = await digest(first!);
let different = 0;
for (const setting of others) {
  const got = await digest(setting);
  if (got === wanted) continue;
  different += 1;
  console.error(`${chalk.red("differs")} ${setting.name}: ${got}, ${first!.name}: ${wanted}`);
}
fs.rmSync(elsewhere, { recursive: true });
console.error(different === 0 ? `the same bytes in ${SETTINGS.length} settings: sha256 ${wanted}` : `${different} settings differ`);
process.exitCode = different === 0 ? 0 : 1;
