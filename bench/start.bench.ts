/** How long the command takes to start, as whole processes: its help, and a run up to its first block. Node alone is the peer. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { medianTimes } from "./measure.ts";
import type { Row } from "./row.ts";

const EFFORT = { warmUps: 2, repeats: 15 };

function spawned(...args: readonly string[]): () => void {
  return () => {
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
  };
}

/** The rows of the start. The bars are times, so nothing here is checked. */
export default async function start(): Promise<readonly Row[]> {
  const achain = join("bin", "achain.js");
  const times = await medianTimes(
    {
      node: spawned("-e", "0"),
      help: spawned(achain, "--help"),
      run: spawned(achain, "run", join("scenarios", "first-dispute.yaml"), "--until", "1", "--json", "--quiet"),
    },
    EFFORT,
  );
  const peer = { name: "node -e 0", value: times.node };
  const row = (what: string, value: number, limit: number): Row => ({ what, value, unit: "ms", peer, bar: { of: "value", wants: "at most", limit } });
  return [row("achain --help", times.help, 150), row("achain run, start to first block", times.run, 300)];
}
