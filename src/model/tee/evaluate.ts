import { areEqual } from "./authority.ts";
import { qeField, qeIsvSvn, td15Field, tdField } from "./claims.ts";
import type { VerifiedCollateral } from "./collateral.ts";
import { converge } from "./converge.ts";
import type { IntelVerdict, Short } from "./evidence.ts";
import { uintAt } from "./layout.ts";
import type { QeIdentity } from "./qe-identity.ts";
import type { Reports } from "./quote.ts";
import { demand, RefusalError, refuse } from "./refusal.ts";
import {
  currentLevel,
  moduleIdentityOf,
  moduleMatch,
  outdatedAt,
  type PlatformTcb,
  platformMatch,
  platformShort,
  svnMatch,
  svnShort,
  withCurrent,
} from "./tcb.ts";
import type { ModuleSigner, TcbInfo } from "./tcb-info.ts";
import { formatRfc3339 } from "./time.ts";

/** What an evaluation tells on its way, also where it ends early. */
interface Told {
  intel: IntelVerdict | null;
  short: readonly Short[];
}

function isMasked(have: Uint8Array, mask: Uint8Array, want: Uint8Array): boolean {
  for (let index = 0; index < have.length; index += 1) if ((have[index]! & mask[index]!) !== want[index]) return false;
  return true;
}

/**
 * Refuses a QE that is not the one of the identity (PCS v4, "Get SGX QE Identity"): MISCSELECT and ATTRIBUTES under their masks, MRSIGNER, product id.
 * The masks lie upon the report, not upon the identity. All of them stand in the identity as their bytes lie in a report.
 */
function demandQe(quote: Reports, identity: QeIdentity): void {
  const isMisc = isMasked(qeField(quote, "miscSelect"), identity.miscSelectMask, identity.miscSelect);
  demand(isMisc, "QE_MISCSELECT", "qeReport", () => "the QE's MISCSELECT is not that of the QE Identity");
  const areAttributes = isMasked(qeField(quote, "attributes"), identity.attributesMask, identity.attributes);
  demand(areAttributes, "QE_ATTRIBUTES", "qeReport", () => "the QE's ATTRIBUTES are not those of the QE Identity");
  const isSigner = areEqual(qeField(quote, "mrSigner"), identity.mrsigner);
  demand(isSigner, "QE_MRSIGNER", "qeReport", () => "the QE's MRSIGNER is not that of the QE Identity");
  const productId = uintAt(qeField(quote, "isvProdId"), 0, 2);
  demand(productId === identity.productId, "QE_PRODUCT_ID", "qeReport", () => `the QE's product id is ${productId}, not ${identity.productId}`);
}

/** Refuses a TDX module that is not the one of TCB Info: MRSIGNERSEAM, and SEAMATTRIBUTES under their mask. */
function demandModule(quote: Reports, info: TcbInfo): void {
  const identity = moduleIdentityOf(info, tdField(quote, "teeTcbSvn"));
  const signer: ModuleSigner = identity ?? info.module!;
  const name = identity?.id ?? "tdxModule";
  const isSigner = areEqual(tdField(quote, "mrSignerSeam"), signer.mrsigner);
  demand(isSigner, "MODULE_MRSIGNER", "tdxModule", () => `MRSIGNERSEAM is not that of ${name} in TCB Info`);
  const areAttributes = isMasked(tdField(quote, "seamAttributes"), signer.attributesMask, signer.attributes);
  demand(areAttributes, "MODULE_ATTRIBUTES", "tdxModule", () => `SEAMATTRIBUTES are not those of ${name} in TCB Info`);
}

/** Intel's verdict while it is made. */
type Draft = { -readonly [Field in keyof IntelVerdict]: IntelVerdict[Field] };

/** Runs a step; where it refuses with one of these codes, Intel's status is NotSupported. */
function orNotSupported<T>(intel: Draft, codes: readonly string[], step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof RefusalError && codes.includes(error.refusal.code)) intel.tcbStatus = "NotSupported";
    throw error;
  }
}

/** Names the first of platform, module and QE that is revoked; where none is, it is what the platform runs now (TEE_TCB_SVN2). */
function refuseRevoked(statuses: readonly (string | undefined)[]): never {
  const [item, what] = (
    [
      ["platform", "the platform"],
      ["tdxModule", "the TDX module"],
      ["qeReport", "the QE"],
    ] as const
  )[statuses.indexOf("Revoked")] ?? ["platform", "what the platform runs now (TEE_TCB_SVN2)"];
  return refuse("TCB_REVOKED", item, `${what} is at a revoked level`);
}

/**
 * QE identity, TCB level, TDX module, convergence, in this order: writes Intel's verdict, as far as it comes, and what is short. Refuses with `QE_…`,
 * `TCB_…`, `MODULE_…`. Returns when the first part was outdated by a newer level, unix seconds; undefined where none was.
 */
export function evaluate(
  quote: Reports,
  platformTcb: PlatformTcb,
  { tcbInfo, qeIdentity }: Pick<VerifiedCollateral, "tcbInfo" | "qeIdentity">,
  told: Told,
): number | undefined {
  const evaluationNumber = Math.min(tcbInfo.evaluationNumber, qeIdentity.evaluationNumber);
  const intel: Draft = {
    tcbStatus: null,
    platformStatus: null,
    moduleStatus: null,
    qeStatus: null,
    advisoryIDs: [],
    tcbDate: null,
    earliestTcbDate: null,
    evaluationNumber,
  };
  told.intel = intel;
  demandQe(quote, qeIdentity);
  const isvSvn = qeIsvSvn(quote);
  const qe = svnMatch(qeIdentity.levels, isvSvn);
  told.short = svnShort("QE ISVSVN", qeIdentity.levels, isvSvn);
  if (qe === undefined) {
    intel.qeStatus = "NotSupported";
    intel.tcbStatus = "NotSupported";
    return refuse("QE_NOT_SUPPORTED", "qeReport", `the QE has ISVSVN ${isvSvn}, the lowest level needs ${qeIdentity.levels.at(-1)!.isvSvn}`);
  }
  intel.qeStatus = qe.level.status;
  const teeTcbSvn = quote.tee === "tdx" ? tdField(quote, "teeTcbSvn") : undefined;
  told.short = [...platformShort(currentLevel(tcbInfo.levels), platformTcb, teeTcbSvn), ...told.short];
  const platform = orNotSupported(intel, ["TCB_NOT_SUPPORTED"], () => platformMatch(tcbInfo, platformTcb, teeTcbSvn));
  intel.platformStatus = platform.level.status;
  intel.tcbDate = formatRfc3339(platform.level.date);
  const module = orNotSupported(intel, ["MODULE_UNKNOWN", "MODULE_NOT_SUPPORTED"], () => {
    if (teeTcbSvn === undefined) return undefined;
    demandModule(quote, tcbInfo);
    const identity = moduleIdentityOf(tcbInfo, teeTcbSvn);
    if (identity !== undefined) told.short = [...told.short, ...svnShort("TDX module", identity.levels, teeTcbSvn[0]!)];
    return moduleMatch(tcbInfo, teeTcbSvn);
  });
  const parts = module === undefined ? [qe] : [module, qe];
  const converged = converge(
    platform.level.status,
    parts.map(({ level }) => level.status),
  );
  const teeTcbSvn2 = td15Field(quote, "teeTcbSvn2");
  const tcbStatus = orNotSupported(intel, ["TCB_NOT_SUPPORTED", "MODULE_UNKNOWN", "MODULE_NOT_SUPPORTED"], () =>
    teeTcbSvn2 === undefined ? converged : withCurrent(converged, tcbInfo, platformTcb, teeTcbSvn2, qe.level.status),
  );
  const matched = [platform.level, ...parts.map(({ level }) => level)];
  intel.tcbStatus = tcbStatus;
  intel.moduleStatus = module?.level.status ?? null;
  intel.advisoryIDs = [...new Set(matched.flatMap(({ advisoryIDs }) => advisoryIDs))].sort();
  intel.earliestTcbDate = formatRfc3339(Math.min(...matched.map(({ date }) => date)));
  if (tcbStatus === "Revoked") refuseRevoked([platform.level.status, module?.level.status, qe.level.status]);
  const outdated = [outdatedAt(platform), ...parts.map(outdatedAt)].filter((date) => date !== undefined);
  return outdated.length === 0 ? undefined : Math.min(...outdated);
}
