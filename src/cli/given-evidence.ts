/** Real evidence for scenarios (`tee: evidence`): bundles of the folder that ACHAIN_TEE_EVIDENCE names. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { authorityOf, type FindEvidence } from "../sim/tee/given.ts";
import { InputError } from "./exit.ts";
import { MalformedEvidence, readEvidence } from "./tee-evidence.ts";

/** Finds a bundle by its name; says what is missing where it is not here. */
export const findBundle: FindEvidence = (name) => {
  const folder = process.env["ACHAIN_TEE_EVIDENCE"];
  if (folder === undefined || folder === "") return `the bundle “${name}” is real evidence, and ACHAIN_TEE_EVIDENCE names no folder of it`;
  const file = join(folder, "bundles.json");
  if (!existsSync(file)) return `the bundle “${name}” is real evidence, and there is no bundles.json in the folder that ACHAIN_TEE_EVIDENCE names`;
  try {
    const { quote, root, collateral } = readEvidence(undefined, { bundle: `${file}#${name}` }).evidence;
    const { rootCrl, pckCrl, tcbInfo, tcbInfoSignature, tcbInfoChain, qeIdentity, qeIdentitySignature, qeIdentityChain } = collateral;
    return {
      ...{ quote, root },
      items: [
        { kind: "rootCrl", crl: rootCrl },
        { kind: "pckCrl", crl: pckCrl, issuer: authorityOf(quote) },
        { kind: "tcbInfo", body: tcbInfo, signature: tcbInfoSignature, signer: tcbInfoChain[0]! },
        { kind: "qeIdentity", body: qeIdentity, signature: qeIdentitySignature, signer: qeIdentityChain[0]! },
      ],
    };
  } catch (error) {
    if (error instanceof InputError || error instanceof MalformedEvidence || error instanceof RangeError)
      return `the bundle “${name}” cannot be read: ${error.message}`;
    throw error;
  }
};
