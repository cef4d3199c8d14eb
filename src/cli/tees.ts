/** What `achain tee` takes; what it does is in tee.ts. */
import type { Command } from "commander";
import type { VerifyFlags } from "./tee.ts";

const VERIFY_HELP = `
Examples:
  $ npx achain tee verify quote.bin --collateral collateral --at 2025-07-04T10:28:44Z …
  $ npx achain tee verify --bundle bundles.json#NAME --at now …

The folder of --collateral holds what Intel's PCS gives, under these names:
  tcb-info.json         the answer of PCS {"tcbInfo":{…},"signature":"…"}, or the signed text alone with tcb-info.sig.hex beside it
  tcb-info-chain.pem    who signed it: signing certificate and root (the header TCB-Info-Issuer-Chain, percent-encoded or not)
  qe-identity.json      the same for the QE Identity, {"enclaveIdentity":{…},"signature":"…"} or with qe-identity.sig.hex
  qe-identity-chain.pem the same; left out: the chain of TCB Info
  root-crl.der          the CRL of the root: DER, PEM or hexadecimal (.der, .pem, .crl, .hex)
  pck-crl.der           the CRL of the processor or platform CA: likewise
  root.der              the root that is believed, DER or PEM; --root names another

--bundle takes the entry NAME of a list in JSON that names quote, tcbInfo, tcbInfoSig, tcbSigningCert, qeIdentity, qeIdentitySig, qeSigningCert,
rootCrl, pckCrl, rootCa, and pckChain where the quote carries none ("embedded…" where it does), relative to its file, and the times now, validFrom and
validTo.

Exit codes: 0 accepted; 1 refused, also where evidence is malformed; 2 a file is missing or is not what it should be.`;

const INSPECT_HELP = `
Examples:
  $ npx achain tee inspect quote.bin …

Every byte is in one field. Nothing is verified. Exit codes: 0 it is a quote; 1 it is none, and the fields up to where it ends are shown.`;

/** Puts `achain tee` among the commands. */
export function declareTee(program: Command, setExit: (code: number) => void): void {
  const tee = program
    .command("tee")
    .description("evidence of SGX and TDX enclaves: whether it is to be believed, and what it says")
    .hook("preAction", async () => {
      const { useBackend } = await import("./backend.ts");
      await useBackend();
    });
  tee
    .command("verify")
    .description("the verdict on a quote with its collateral, at a time, under a policy")
    .argument("[quote]", "the quote's file, raw or hexadecimal; - for stdin; left out: the bundle's")
    .option("--collateral <dir>", "a folder of what Intel's PCS gives (below)")
    .option("--bundle <file#name>", "a bundle that names all files (below)")
    .requiredOption("--at <time>", "unix seconds, YYYY-MM-DDTHH:MM:SSZ, or the bundle's now, from, to")
    .option("--root <file>", "the root certificate that is believed, DER or PEM")
    .option("--pck-chain <file>", "PEM of PCK certificate, CA and root, in place of what the quote carries")
    .option("--policy <file>", "JSON: what is asked beyond Intel's rules (docs/cli.md)")
    .option("--json", "print one JSON document (format achain/tee/1)")
    .addHelpText("after", VERIFY_HELP)
    .action(async (quote: string | undefined, flags: VerifyFlags) => {
      const { verifyCommand } = await import("./tee.ts");
      setExit(verifyCommand(quote, flags));
    });
  tee
    .command("inspect")
    .description("every field of a quote with its byte offset")
    .argument("<quote>", "the quote's file, raw or hexadecimal; - for stdin")
    .option("--json", "print one JSON document (format achain/tee/1)")
    .addHelpText("after", INSPECT_HELP)
    .action(async (quote: string, flags: { json?: boolean }) => {
      const { inspectCommand } = await import("./tee.ts");
      setExit(inspectCommand(quote, flags));
    });
}
