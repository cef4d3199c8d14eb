import { layout } from "./layout.ts";

/** SGX report body (Intel SGX ECDSA QuoteLibReference DCAP API, A.4 "Enclave Report Body"; SDM 3D, "REPORT structure"): 384 bytes. */
export const SGX_REPORT = layout("report", {
  cpuSvn: [16, "bytes"],
  miscSelect: [4, "bytes"],
  reserved1: [12, "bytes"],
  isvExtProdId: [16, "bytes"],
  attributes: [16, "bytes"],
  mrEnclave: [32, "bytes"],
  reserved2: [32, "bytes"],
  mrSigner: [32, "bytes"],
  reserved3: [32, "bytes"],
  configId: [64, "bytes"],
  isvProdId: [2, "uint"],
  isvSvn: [2, "uint"],
  configSvn: [2, "uint"],
  reserved4: [42, "bytes"],
  isvFamilyId: [16, "bytes"],
  reportData: [64, "bytes"],
});

const TD10 = {
  teeTcbSvn: [16, "bytes"],
  mrSeam: [48, "bytes"],
  mrSignerSeam: [48, "bytes"],
  seamAttributes: [8, "bytes"],
  tdAttributes: [8, "bytes"],
  xfam: [8, "bytes"],
  mrTd: [48, "bytes"],
  mrConfigId: [48, "bytes"],
  mrOwner: [48, "bytes"],
  mrOwnerConfig: [48, "bytes"],
  rtmr0: [48, "bytes"],
  rtmr1: [48, "bytes"],
  rtmr2: [48, "bytes"],
  rtmr3: [48, "bytes"],
  reportData: [64, "bytes"],
} as const;

/** TD report body of TDX 1.0 (Intel TDX DCAP Quoting Library API, A.3.2 "TD Quote Body"): 584 bytes. */
export const TD10_REPORT = layout("TD report 1.0", TD10);

/** TD report body of TDX 1.5 (the same, version 5 quotes): the body of 1.0, then two more fields; 648 bytes. */
export const TD15_REPORT = layout("TD report 1.5", { ...TD10, teeTcbSvn2: [16, "bytes"], mrServiceTd: [48, "bytes"] });
