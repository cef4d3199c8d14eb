/**
 * `tsx scripts/tee-bundles.ts [FILE]`: verifies every bundle of real evidence by the command itself, at the time that the bundle names, at both ends of
 * its window and one second outside each, and prints a table beside what the bundle expects. FILE is a bundles.json; left out, the one of
 * ACHAIN_TEE_EVIDENCE. Ends with 1 where a verdict is another than expected.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** As much of a bundle as is compared. */
interface Bundle {
  readonly name: string;
  readonly now: number;
  readonly validFrom?: number;
  readonly validTo?: number;
  readonly expected: {
    readonly tcbStatus: string;
    readonly advisoryIDs: readonly string[];
    readonly tcbLevelDate?: string | null;
    readonly debug: boolean;
  };
}

/** As much of a verdict as is shown. */
interface Verdict {
  readonly accepted: boolean;
  readonly code: string | null;
  readonly item: string | null;
  readonly intel: { readonly tcbStatus: string | null; readonly advisoryIDs: readonly string[]; readonly tcbDate: string | null } | null;
  readonly window: { readonly from: number; readonly to: number } | null;
}

const folder = process.env["ACHAIN_TEE_EVIDENCE"];
const file = process.argv[2] ?? (folder === undefined ? undefined : join(folder, "bundles.json"));
if (file === undefined) {
  process.stderr.write("name a bundles.json, or a folder of evidence in ACHAIN_TEE_EVIDENCE\n");
  process.exit(2);
}

function verdictOf(name: string, at: number | "now"): Verdict {
  const args = ["bin/achain.js", "tee", "verify", "--bundle", `${file}#${name}`, "--at", String(at), "--json"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0 && status !== 1) throw new Error(`${name} at ${at}: ended with ${status}: ${stderr}`);
  const verdict = JSON.parse(stdout) as Verdict;
  if (verdict.accepted !== (status === 0)) throw new Error(`${name} at ${at}: accepted ${verdict.accepted}, but it ended with ${status}`);
  return verdict;
}

/** What differs from what the bundle expects of the verdict at its time. */
function differences({ expected, validFrom, validTo }: Bundle, { intel, window }: Verdict): string[] {
  const found: string[] = [];
  const compare = (what: string, got: unknown, wanted: unknown): void => {
    if (JSON.stringify(got) !== JSON.stringify(wanted)) found.push(`${what} is ${JSON.stringify(got)}, ${JSON.stringify(wanted)} expected`);
  };
  compare("status", intel?.tcbStatus, expected.tcbStatus);
  compare("advisories", intel?.advisoryIDs, [...expected.advisoryIDs].sort());
  compare("date", intel?.tcbDate ?? null, expected.tcbLevelDate ?? null);
  compare("window", [window?.from, window?.to], [validFrom, validTo]);
  return found;
}

const bundles = JSON.parse(readFileSync(file, "utf8")) as readonly Bundle[];
const said = ({ accepted, code, item }: Verdict): string => (accepted ? "accepted" : `${code} (${item})`);
let isWrong = false;
process.stdout.write(
  "| bundle | now | Intel's status | advisories | from − 1 | from | to | to + 1 | as expected |\n|---|---|---|---|---|---|---|---|---|\n",
);
for (const bundle of bundles) {
  const { name, validFrom, validTo } = bundle;
  const now = verdictOf(name, "now");
  const ends = validFrom === undefined || validTo === undefined ? [] : [validFrom - 1, validFrom, validTo, validTo + 1];
  const verdicts = ends.map((at) => verdictOf(name, at));
  const isRefusedByItself = now.intel === null; // whatever the time: nothing is said of an expected status
  const found = isRefusedByItself ? [] : differences(bundle, now);
  const [before, from, to, after] = verdicts;
  if (!isRefusedByItself && (before?.intel !== null || after?.intel !== null || from?.intel === null || to?.intel === null))
    found.push("the ends of the window are elsewhere");
  if (now.accepted && bundle.expected.debug) found.push("debug is accepted");
  if (found.length > 0) isWrong = true;
  const cells = [
    name,
    said(now),
    now.intel?.tcbStatus ?? "–",
    now.intel?.advisoryIDs.join(" ") || "–",
    ...[0, 1, 2, 3].map((end) => (verdicts[end] ? said(verdicts[end]) : "–")),
  ];
  process.stdout.write(`| ${[...cells, found.length === 0 ? "yes" : found.join("; ")].join(" | ")} |\n`);
}
process.exitCode = isWrong ? 1 : 0;
