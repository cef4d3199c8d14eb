/** A code of the verifier: what was found, and what whoever has the evidence can do. */
export interface TeeCodeEntry {
  readonly meaning: string;
  readonly remedy: string;
}

const code = (meaning: string, remedy: string): TeeCodeEntry => ({ meaning, remedy });

const ANOTHER_QUOTE = "get the quote again; it is not as the quoting enclave wrote it";
const ANOTHER_COLLATERAL = "fetch the item again from Intel's PCS, and keep its bytes as they are";
const FORGED = "do not trust it; get evidence from the platform again, and collateral from Intel's PCS";
const NEWER = "fetch current collateral from Intel's PCS (or, for a replay, judge at a time in the window)";
const EARLIER = "check the time given; the item was issued later";
const PLATFORM_UPDATE = "update the platform (BIOS, microcode, TDX module), then have its PCK certificate issued anew";

const notYet = (what: string): TeeCodeEntry => code(`${what} is not yet valid at the given time`, EARLIER);
const expired = (what: string): TeeCodeEntry => code(`${what} is no longer valid at the given time`, NEWER);

/** What a code can be about, and what people call it. */
export const ITEMS = {
  quote: "quote",
  root: "root certificate",
  rootCrl: "root CRL",
  pckCrl: "PCK CRL",
  tcbSigner: "TCB Info signing certificate",
  qeSigner: "QE Identity signing certificate",
  tcbInfo: "TCB Info",
  qeIdentity: "QE Identity",
  pckCa: "PCK CA certificate",
  pckLeaf: "PCK certificate",
  qeReport: "QE report",
  platform: "platform",
  tdxModule: "TDX module",
  enclave: "enclave",
  td: "TD",
  time: "time",
} as const;

/** See `ITEMS`. */
export type Item = keyof typeof ITEMS;

/**
 * Every refusal of the verifier, in the order of its steps (docs/spec/tee.md): where two things are wrong in two steps, the earlier step's code is
 * the answer; inside a step, items come in the order of that page, and each is read from its beginning. A code says the reason; the `item` beside it
 * in a verdict says of what, where one reason can befall several.
 */
export const TEE_CODES = {
  QUOTE_TOO_LARGE: code("the quote has more than 64 KiB", "send the quote alone"),
  QUOTE_TRUNCATED: code("the quote ends before a field that it must have", ANOTHER_QUOTE),
  QUOTE_VERSION: code("the quote's version is none of 3, 4, 5", "use a quoting library that writes ECDSA quotes of version 3, 4 or 5"),
  QUOTE_KEY_TYPE: code("the attestation key is not of type 2 (ECDSA P-256)", "quote with an ECDSA P-256 attestation key"),
  QUOTE_TEE_TYPE: code("the TEE type is neither SGX nor TDX, or the version has no such TEE", ANOTHER_QUOTE),
  QUOTE_QE_VENDOR: code("the QE vendor id is not Intel's", "quote with Intel's quoting enclave"),
  QUOTE_BODY_TYPE: code("the body type of a version 5 quote is unknown, or of the other TEE", ANOTHER_QUOTE),
  QUOTE_BODY_SIZE: code("the body size of a version 5 quote is not that of its body type", ANOTHER_QUOTE),
  QUOTE_AUTH_LENGTH: code("a length inside the authentication data leaves bytes over, or reaches beyond it", ANOTHER_QUOTE),
  QUOTE_CERTIFICATION_TYPE: code("the certification data is of a type that does not belong there", ANOTHER_QUOTE),
  QUOTE_TRAILING_BYTES: code("bytes follow the quote that are not all zero, or more than 16 KiB of zeros", "send the quote alone"),
  PCK_CHAIN_MISSING: code("the quote carries no PCK certificate chain, and none was given", "give the chain with the quote (--pck-chain)"),

  PEM_MALFORMED: code("the text is not exactly PEM certificates, one after the other", ANOTHER_COLLATERAL),
  CHAIN_LENGTH: code("the chain has too few or too many certificates", "give leaf, CA, root; or signer, root; in this order and nothing else"),
  ITEM_TOO_LARGE: code("an item of collateral has more bytes than are read", ANOTHER_COLLATERAL),
  SIGNATURE_LENGTH: code("a signature beside JSON does not have 64 bytes", ANOTHER_COLLATERAL),
  CRL_MISSING: code("there is no CRL", "give the CRL; nothing is accepted without"),
  DER_TRUNCATED: code("an ASN.1 element reaches beyond what holds it", ANOTHER_COLLATERAL),
  DER_LENGTH: code("an ASN.1 length is indefinite or not in its shortest form: BER, not DER", ANOTHER_COLLATERAL),
  DER_UNEXPECTED: code("another ASN.1 element stands where the profile wants one, or one is too many", ANOTHER_COLLATERAL),
  DER_BOOLEAN: code("an ASN.1 BOOLEAN is neither 00 nor FF", ANOTHER_COLLATERAL),
  DER_INTEGER: code("an ASN.1 INTEGER is not in its shortest form, or out of range", ANOTHER_COLLATERAL),
  DER_TIME: code("an ASN.1 time is not one of RFC 5280", ANOTHER_COLLATERAL),
  CERT_VERSION: code("the certificate is not of version 3, or the CRL not of version 2", ANOTHER_COLLATERAL),
  CERT_ALGORITHM: code("the signature algorithm is not ECDSA with SHA-256, or the key not on P-256", ANOTHER_COLLATERAL),
  CERT_ALGORITHMS_DIFFER: code("the signed signature algorithm is not the one beside the signature", ANOTHER_COLLATERAL),
  CERT_EXTENSION_DUPLICATE: code("an extension stands twice", ANOTHER_COLLATERAL),
  CERT_EXTENSION_UNKNOWN: code("a critical extension is unknown here", ANOTHER_COLLATERAL),
  CERT_ROLE: code("the certificate is not what its place asks for: subject, CA bit, key usage or path length", "put each certificate in its place"),
  CERT_SGX_EXTENSION: code("the SGX extension of the PCK certificate is missing, or not whole", ANOTHER_COLLATERAL),

  ROOT_SIGNATURE: code("the given root is not signed by itself", "give Intel's SGX root certificate as it is published"),
  ROOT_MISMATCH: code(
    "a chain does not end with the given root, byte for byte",
    "give the chain up to the root that is believed, or do not trust it",
  ),
  ROOT_CRL_ISSUER: code("the root CRL was not issued by the root", "give the CRL of the root"),
  ROOT_CRL_SIGNATURE: code("the root CRL is not signed by the root", FORGED),
  TCB_SIGNER_SIGNATURE: code("a TCB signing certificate is not signed by the root", FORGED),
  TCB_SIGNER_REVOKED: code("a TCB signing certificate is revoked by the root's CRL", "fetch collateral that is signed by the current certificate"),
  TCB_INFO_SIGNATURE: code("TCB Info is not signed by its signing certificate: not these bytes", ANOTHER_COLLATERAL),
  QE_IDENTITY_SIGNATURE: code("the QE Identity is not signed by its signing certificate: not these bytes", ANOTHER_COLLATERAL),
  JSON_MALFORMED: code("the text is no JSON (RFC 8259), or nested too deeply", ANOTHER_COLLATERAL),
  JSON_DUPLICATE_KEY: code("a key stands twice in one object", ANOTHER_COLLATERAL),
  TCB_INFO_VERSION: code("TCB Info is of another version than 2 or 3, or of another kind", "fetch TCB Info by PCS v4"),
  TCB_INFO_MALFORMED: code("a field of TCB Info is missing, of another type, or out of range", ANOTHER_COLLATERAL),
  QE_IDENTITY_VERSION: code(
    "the QE Identity is not of version 2, or of another enclave",
    "fetch the identity of the QE (SGX) or TD_QE (TDX) by PCS v4",
  ),
  QE_IDENTITY_MALFORMED: code("a field of the QE Identity is missing, of another type, or out of range", ANOTHER_COLLATERAL),

  TIME_INVALID: code("the time is no whole number of unix seconds", "give unix seconds"),
  ROOT_NOT_YET_VALID: notYet("the root certificate"),
  ROOT_EXPIRED: expired("the root certificate"),
  ROOT_CRL_NOT_YET_VALID: notYet("the root CRL"),
  ROOT_CRL_EXPIRED: expired("the root CRL"),
  PCK_CRL_NOT_YET_VALID: notYet("the PCK CRL"),
  PCK_CRL_EXPIRED: expired("the PCK CRL"),
  TCB_SIGNER_NOT_YET_VALID: notYet("the certificate that signed TCB Info"),
  TCB_SIGNER_EXPIRED: expired("the certificate that signed TCB Info"),
  QE_SIGNER_NOT_YET_VALID: notYet("the certificate that signed the QE Identity"),
  QE_SIGNER_EXPIRED: expired("the certificate that signed the QE Identity"),
  TCB_INFO_NOT_YET_VALID: notYet("TCB Info"),
  TCB_INFO_EXPIRED: expired("TCB Info"),
  QE_IDENTITY_NOT_YET_VALID: notYet("the QE Identity"),
  QE_IDENTITY_EXPIRED: expired("the QE Identity"),
  PCK_CA_NOT_YET_VALID: notYet("the PCK CA certificate"),
  PCK_CA_EXPIRED: expired("the PCK CA certificate"),
  PCK_NOT_YET_VALID: notYet("the PCK certificate"),
  PCK_EXPIRED: expired("the PCK certificate"),

  PCK_CA_SIGNATURE: code("the PCK CA certificate is not signed by the root", FORGED),
  PCK_CA_REVOKED: code("the PCK CA certificate is revoked by the root's CRL", "do not trust the platform; ask for a PCK certificate of another CA"),
  PCK_CRL_ISSUER: code("the PCK CRL was not issued by the CA of the PCK certificate", "give the CRL of that CA (processor or platform)"),
  PCK_CRL_SIGNATURE: code("the PCK CRL is not signed by the CA of the PCK certificate", FORGED),
  PCK_SIGNATURE: code("the PCK certificate is not signed by its CA", FORGED),
  PCK_REVOKED: code("the PCK certificate is revoked by its CA's CRL", "do not trust the platform"),
  TCB_INFO_TEE: code("TCB Info is of the other TEE", "give TCB Info of the quote's TEE"),
  QE_IDENTITY_TEE: code("the QE Identity is of the other TEE", "give the identity of the quote's TEE"),
  FMSPC_MISMATCH: code("TCB Info is of another FMSPC than the PCK certificate", "fetch TCB Info of the platform's FMSPC"),
  PCE_ID_MISMATCH: code("TCB Info is of another PCE id than the PCK certificate", "fetch TCB Info of the platform's PCE id"),

  QE_REPORT_SIGNATURE: code("the QE report is not signed by the PCK certificate's key", FORGED),
  QE_REPORT_BINDING: code("the QE report does not bind this attestation key and authentication data", FORGED),
  QE_REPORT_PADDING: code("the upper half of the QE report's data is not zero", FORGED),
  QUOTE_SIGNATURE: code("the quote is not signed by the attestation key", FORGED),

  QE_MISCSELECT: code("the QE's MISCSELECT, masked, is not that of the QE Identity", FORGED),
  QE_ATTRIBUTES: code("the QE's ATTRIBUTES, masked, are not those of the QE Identity", FORGED),
  QE_MRSIGNER: code("the QE was signed by another than the QE Identity names", FORGED),
  QE_PRODUCT_ID: code("the QE's product id is not that of the QE Identity", FORGED),
  QE_NOT_SUPPORTED: code("the QE's security version is below every level of the QE Identity", "update the quoting enclave"),
  TCB_NOT_SUPPORTED: code("the platform is below every level of TCB Info", PLATFORM_UPDATE),
  MODULE_UNKNOWN: code("TCB Info has no identity for this TDX module", "fetch newer TCB Info, or load a TDX module that Intel supports"),
  MODULE_MRSIGNER: code("the TDX module was signed by another than TCB Info names", FORGED),
  MODULE_ATTRIBUTES: code("the TDX module's attributes, masked, are not those of TCB Info", FORGED),
  MODULE_NOT_SUPPORTED: code("the TDX module is below every level of its identity", "load a newer TDX module"),
  TCB_REVOKED: code("the platform, its TDX module or its QE is at a revoked level", "do not trust it; update what the explanation names"),

  POLICY_STATUS: code("the TCB status is not one that the policy accepts", PLATFORM_UPDATE),
  POLICY_ADVISORY: code("an advisory applies that the policy refuses", PLATFORM_UPDATE),
  POLICY_EVALUATION_NUMBER: code("the collateral's evaluation number is below the policy's least", "fetch newer collateral from Intel's PCS"),
  POLICY_ENCLAVE_DEBUG: code("the enclave can be debugged: its memory is open to the host", "run a production enclave"),
  POLICY_TD_DEBUG: code("the TD can be debugged or profiled by the host", "launch the TD without debug attributes"),
  POLICY_QE_DEBUG: code("the quoting enclave can be debugged", "quote with Intel's production quoting enclave"),
  POLICY_SEPT_VE: code("the TD has no SEPT_VE_DISABLE: the host can inject #VE", "launch the TD with SEPT_VE_DISABLE"),
  POLICY_TD_ATTRIBUTES: code("the TD has attributes that are reserved, or that the policy does not allow", "launch the TD without them"),
  POLICY_XFAM: code("the TD has extended features that are reserved, or that the policy does not allow", "launch the TD without them"),
  POLICY_SERVICE_TD: code("a service TD is bound to the TD (MRSERVICETD is not zero)", "launch the TD without a service TD, or allow it by policy"),
  POLICY_MEASUREMENT: code("the policy does not list this enclave or TD", "register its measurement, or run one that is listed"),
  POLICY_REPORT_DATA: code("the report data is not what was asked for", "quote again, over the report data of this chain, provider, output and time"),
  POLICY_PLATFORM_DENIED: code("the platform is denied: its FMSPC, PPID or PCK serial number", "use another platform"),
  POLICY_MEASUREMENT_DENIED: code("the enclave or TD is denied by its measurement", "run another"),
} as const satisfies { readonly [name: string]: TeeCodeEntry };

/** See `TEE_CODES`. */
export type TeeCode = keyof typeof TEE_CODES;
