/** Real evidence for the benches, where ACHAIN_TEE_EVIDENCE says that it is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Evidence } from "../src/model/tee/index.ts";

/** A quote with its collateral, and a time at which it verifies. */
export interface Sample {
  readonly name: string;
  readonly evidence: Evidence;
  readonly at: number;
}

/** As much of a bundle as is read here. */
interface Bundle {
  readonly name: string;
  readonly now: number;
  readonly expected: { readonly debug: boolean; readonly tcbStatus: string };
  readonly [item: string]: unknown;
}

const ITEMS = ["quote", "tcbInfo", "tcbInfoSig", "tcbSigningCert", "qeIdentity", "qeIdentitySig", "qeSigningCert", "rootCrl", "pckCrl", "rootCa"];
const isWhole = (bundle: Bundle): boolean => ITEMS.every((item) => typeof bundle[item] === "string");

/** Every bundle that there is; none where nothing says where they are. */
export function samples(): readonly Sample[] {
  const folder = process.env["ACHAIN_TEE_EVIDENCE"];
  if (folder === undefined) return [];
  const read = (path: unknown): Uint8Array => new Uint8Array(readFileSync(join(folder, String(path))));
  const signature = (path: unknown): Uint8Array => new Uint8Array(Buffer.from(new TextDecoder().decode(read(path)).trim(), "hex"));
  const bundles = JSON.parse(new TextDecoder().decode(read("bundles.json"))) as readonly Bundle[];
  return bundles.filter(isWhole).map((bundle): Sample => {
    const root = read(bundle["rootCa"]);
    const collateral = {
      tcbInfo: read(bundle["tcbInfo"]),
      tcbInfoSignature: signature(bundle["tcbInfoSig"]),
      tcbInfoChain: [read(bundle["tcbSigningCert"]), root],
      qeIdentity: read(bundle["qeIdentity"]),
      qeIdentitySignature: signature(bundle["qeIdentitySig"]),
      qeIdentityChain: [read(bundle["qeSigningCert"]), root],
      rootCrl: read(bundle["rootCrl"]),
      pckCrl: read(bundle["pckCrl"]),
    };
    return { name: bundle.name, evidence: { quote: read(bundle["quote"]), collateral, root }, at: bundle.now };
  });
}
