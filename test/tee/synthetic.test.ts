/** Intel's own synthetic samples, under a root that is not Intel's: the root is an input. */
import { expect, it } from "vitest";
import { certificatesOf, crlDer, type Evidence, type Parsed, signedText, verify } from "../../src/model/tee/index.ts";
import { bytesOf, describeReal } from "./real.ts";

function well<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.flaw.reason);
  return parsed.value;
}

/** A sample; its chains are put into order where the files have the root first. */
function sample(tee: "sgx" | "tdx"): Evidence {
  const file = (name: string): Uint8Array => bytesOf(`intel-synthetic/${tee}/${name}`);
  const [root] = well(certificatesOf(file("trustedRootCaCert.pem")));
  const chain = (name: string): readonly Uint8Array[] => {
    const found = well(certificatesOf(file(name)));
    return tee === "tdx" ? [...found].reverse() : found;
  };
  const tcbInfo = well(signedText(file("tcbInfo.json"), "tcbInfo"));
  const qeIdentity = well(signedText(file("qeIdentity.json"), "enclaveIdentity"));
  return {
    quote: file("quote.dat"),
    root: root!,
    pckChain: [...well(certificatesOf(file("pckCert.pem"))), ...chain("pckSignChain.pem")],
    collateral: {
      ...{ tcbInfo: tcbInfo.text, tcbInfoSignature: tcbInfo.signature!, tcbInfoChain: chain("tcbSignChain.pem") },
      ...{ qeIdentity: qeIdentity.text, qeIdentitySignature: qeIdentity.signature!, qeIdentityChain: chain("tcbSignChain.pem") },
      ...{ rootCrl: well(crlDer(file("rootCaCrl.der"))), pckCrl: well(crlDer(file("intermediateCaCrl.der"))) },
    },
  };
}

const AT = 1_735_689_600; // 2025-01-01

describeReal("Intel's synthetic samples", () => {
  it("SGX: refused without a chain, for the quote carries a PPID; accepted with it", () => {
    const evidence = sample("sgx");
    const { pckChain, ...without } = evidence;
    expect(pckChain).toHaveLength(3);
    expect(verify(without, { at: AT }).code).toBe("PCK_CHAIN_MISSING");
    expect(verify(evidence, { at: AT })).toMatchObject({ accepted: true, intel: { tcbStatus: "UpToDate" } });
    expect(verify({ ...evidence, pckChain: [...pckChain!].reverse() }, { at: AT }).code).toBe("ROOT_MISMATCH");
    expect(verify({ ...evidence, pckChain: pckChain!.slice(0, 2) }, { at: AT }).code).toBe("CHAIN_LENGTH");
    expect(verify({ ...evidence, pckChain: [...pckChain!, pckChain![2]!] }, { at: AT }).code).toBe("CHAIN_LENGTH");
    expect(verify({ ...evidence, pckChain: [pckChain![1]!, pckChain![1]!, pckChain![2]!] }, { at: AT }).code).toBe("CERT_ROLE");
  });

  it("SGX: the identity of the quote verification enclave signs no quotes", () => {
    const { text, signature } = well(signedText(bytesOf("intel-synthetic/sgx/qveIdentity.json"), "enclaveIdentity"));
    const evidence = sample("sgx");
    const collateral = { ...evidence.collateral, qeIdentity: text, qeIdentitySignature: signature! };
    expect(verify({ ...evidence, collateral }, { at: AT }).code).toBe("QE_IDENTITY_VERSION");
  });

  it("TDX: refused for the MRSIGNER of the QE; all signatures before it hold", () => {
    expect(verify(sample("tdx"), { at: AT })).toMatchObject({ accepted: false, code: "QE_MRSIGNER", intel: { tcbStatus: null } });
  });

  it("CRLs are read as DER, PEM and hexadecimal alike", () => {
    const der = bytesOf("intel-synthetic/sgx/rootCaCrl.der");
    expect(well(crlDer(bytesOf("intel-synthetic/sgx/rootCaCrl.pem")))).toEqual(der);
    expect(well(crlDer(new TextEncoder().encode(`${Buffer.from(der).toString("hex")}\n`)))).toEqual(der);
  });
});
