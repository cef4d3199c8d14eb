/** The process of one file of benches: `one.ts FILE` runs it and writes its rows as JSON to file descriptor 3. */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { useBackend } from "../src/cli/backend.ts";
import type { Bench } from "./row.ts";

const file = process.argv[2];
if (file === undefined) throw new Error("a file of benches is wanted");
await useBackend();
const bench = ((await import(pathToFileURL(file).href)) as { readonly default: Bench }).default;
writeFileSync(3, JSON.stringify(await bench()));
process.exit();
