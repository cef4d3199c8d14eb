/** The engine gives the same bytes by the compiler, by the interpreter alone (`--jitless`), and in a browser. Needs `npm run build`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { numericsDigest } from "../../src/sim/numerics/digest.ts";
import { ROOT } from "./fixture.ts";

const BUILT = join(ROOT, "dist", "sim", "numerics", "digest.js");
const mustRun = process.env["ACHAIN_REQUIRE_ALL"] === "1";
const CHROMIUM = ["chromium", "chromium-browser", "google-chrome"].find((name) => spawnSync(name, ["--version"]).status === 0);
const folder = mkdtempSync(join(tmpdir(), "achain-engine-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the engine gave when this was written, on Node 20, x64. */
const KEPT = "0xee4800be0b43959dfac11d9d784dadfc1419f4c94d04afc58e80e25fc621b58d";

const byNode = (...flags: readonly string[]): string => {
  const code = `import { numericsDigest } from ${JSON.stringify(pathToFileURL(BUILT).href)}; process.stdout.write(numericsDigest(500));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, "--input-type=module", "-e", code], {
    encoding: "utf8",
    timeout: 100_000,
  });
  expect(status, stderr).toBe(0);
  return stdout;
};

describe("the engine elsewhere", () => {
  const here = numericsDigest(500);

  it("is what it was", () => expect(here).toBe(KEPT));

  it("gives the same under the interpreter alone, and under each compiler", () => {
    expect(byNode("--jitless")).toBe(here);
    expect(byNode()).toBe(here);
    expect(byNode("--no-opt")).toBe(here);
  });

  it.skipIf(CHROMIUM === undefined && !mustRun)("gives the same in Chromium (skipped where there is none)", async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { numericsDigest } from ${JSON.stringify(BUILT)}; document.title = numericsDigest(500); document.body.textContent = document.title;`,
        resolveDir: ROOT,
      },
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
    });
    const page = join(folder, "engine.html");
    writeFileSync(
      page,
      `<!doctype html><meta charset="utf-8"><body><script>${outputFiles[0]!.text.replaceAll("</script", "<\\/script")}</script></body>`,
    );
    const { stdout } = spawnSync(CHROMIUM!, ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", pathToFileURL(page).href], {
      encoding: "utf8",
      timeout: 100_000,
    });
    expect(/0x[0-9a-f]{64}/.exec(stdout)?.[0]).toBe(here);
  });
});
