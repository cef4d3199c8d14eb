#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(fileURLToPath(main))) {
  await import(main.href);
} else {
  process.stderr.write("achain is not built (NOT_BUILT): dist/ is missing.\n  remedy: npm run build\n");
  process.exitCode = 4;
}
