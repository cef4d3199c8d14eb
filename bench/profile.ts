/**
 * Applies the ideal mix over and over, so that a profiler sees `apply` and little else. To see where the time goes:
 *
 *     npx tsx bench/profile.ts out/mix.cpuprofile && npx tsx bench/profile-summary.ts out/mix.cpuprofile
 *
 * The second argument is how many blocks the mix has (20), the third how often they are applied (5). The profiler is
 * started after the mix is made: its making is not in the profile.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { dirname } from "node:path";
import { useBackend } from "../src/cli/backend.ts";
import { apply } from "../src/model/chain/apply.ts";
import { describeCounts, type Mix, makeMix } from "./mix.ts";

/** Applies every block of a mix; throws where one is refused or the end is another. Returns milliseconds. */
function applyAll(mix: Mix): number {
  const begun = performance.now();
  let { state } = mix;
  for (const block of mix.blocks) {
    const applied = apply(state, block);
    if (!applied.ok) throw new Error(`${applied.refusal.code}: ${applied.refusal.detail}`);
    state = applied.state;
  }
  if (state.head.hash !== mix.after.head.hash) throw new Error("the mix ends otherwise than it was built");
  return performance.now() - begun;
}

const [file = "out/mix.cpuprofile", blocks = "20", rounds = "5"] = process.argv.slice(2);
await useBackend();
const mix = makeMix({ blocks: Number(blocks) });
console.log(`${mix.transactions} transactions: ${describeCounts(mix.kinds)}; refused: ${describeCounts(mix.refusals)}`);
applyAll(mix);

const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.setSamplingInterval", { interval: 500 });
await session.post("Profiler.start");
for (let round = 0; round < Number(rounds); round += 1) console.log(`${Math.round((1000 * mix.transactions) / applyAll(mix))} transactions/s`);
const { profile } = await session.post("Profiler.stop");
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, JSON.stringify(profile));
