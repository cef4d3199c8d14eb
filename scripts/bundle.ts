/**
 * Puts the command into a few files, dist/cli: a process that reads three hundred modules one by one starts in twice the time. What
 * has to be found as files at run time (threads, native parts, the report's plots) stays a package; the licences of the
 * packages that are inside lie beside the bundle.
 */
import fs from "node:fs";
import { build } from "esbuild";
import { path } from "zx";

const ROOT = path.join(import.meta.dirname, "..");
const OUT = path.join(ROOT, "dist", "cli");

/** Packages that go inside: small, of JavaScript alone, and needed by nearly every command. */
const INSIDE = ["commander", "zod", "yaml", "fastest-levenshtein", "sorted-btree", "@noble/curves", "@noble/hashes", "@scure/base"];

const packageOf = (name: string): string =>
  name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");

fs.rmSync(OUT, { recursive: true, force: true });
await build({
  absWorkingDir: ROOT,
  entryPoints: ["src/cli/main.ts", "src/cli/worker.ts"],
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
  // Packages of CommonJS ask for Node's own modules by `require`.
  banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
  plugins: [
    {
      name: "packages-outside",
      setup: ({ onResolve }) => onResolve({ filter: /^[^./]/ }, (found) => (INSIDE.includes(packageOf(found.path)) ? undefined : { external: true })),
    },
  ],
});

const licences = INSIDE.map((name) => {
  const folder = path.join(ROOT, "node_modules", name);
  const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name}\n\n${file === undefined ? "" : fs.readFileSync(path.join(folder, file), "utf8")}`;
});
fs.writeFileSync(path.join(OUT, "LICENCES.txt"), licences.join("\n----\n\n"));
