/** Random platforms whose levels are close to what they have: some hold, some do not. */
import fc from "fast-check";
import { LEVEL_STATUSES } from "../src/model/tee/evidence.ts";
import type { SvnLevel, TcbLevel } from "../src/sim/platform/collateral.ts";
import { changed, moduleIdentity, type Platform, platformOf, QUOTE_KINDS } from "../src/sim/platform/description.ts";

const small = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(3));
/** Sixteen SVNs of which a few are not zero. */
const svns = (places: readonly number[], svn: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
  fc.tuple(...places.map(() => svn)).map((values) => Array.from({ length: 16 }, (_, index) => values[places.indexOf(index)] ?? 0));
const SGX = [0, 5, 15];
const TDX = [0, 1, 2, 15];
const judged = <S extends string>(statuses: readonly S[]) => ({
  date: fc.nat(40).map((years) => years * 31_556_952),
  status: fc.constantFrom(...statuses),
  advisories: fc.subarray(["INTEL-SA-00001", "INTEL-SA-00002", "INTEL-SA-00010"]),
});
/** What is out of date or well stands more often than what is revoked, which decides everything. */
const OFTEN = ["UpToDate", "OutOfDate"] as const;
const PLATFORM = [...LEVEL_STATUSES, ...LEVEL_STATUSES.filter((status) => status !== "Revoked"), ...OFTEN] as const;
const COMPONENT = [...OFTEN, "UpToDate", ...OFTEN, "UpToDate", "Revoked"] as const;
const level: fc.Arbitrary<TcbLevel> = fc.record({ sgx: svns(SGX, small), tdx: svns(TDX, small), pceSvn: small, ...judged(PLATFORM) });
const svnLevel: fc.Arbitrary<SvnLevel> = fc.record({ isvSvn: small, ...judged(COMPONENT) });
/** As Intel has them: what is highest is well, what is below it out of date. */
const plausible = (well: string): fc.Arbitrary<SvnLevel[]> =>
  fc.tuple(svnLevel, svnLevel).map(([one, other]) => [
    { ...one, isvSvn: 3, status: well },
    { ...other, isvSvn: 0, status: "OutOfDate" },
  ]);
const svnLevels = fc.oneof(fc.array(svnLevel, { minLength: 1, maxLength: 4 }), plausible("UpToDate"));
/** Of the platform likewise, by a TDX component. */
const levels = fc.oneof(
  fc.array(level, { minLength: 1, maxLength: 6 }),
  fc
    .tuple(level, level, fc.constantFrom("UpToDate", "ConfigurationNeeded"), fc.constantFrom("OutOfDate", "OutOfDateConfigurationNeeded"))
    .map(([one, other, well, old]): TcbLevel[] => [
      { ...one, tdx: one.tdx.with(2, 3), status: well },
      { ...other, sgx: one.sgx, pceSvn: one.pceSvn, tdx: one.tdx.with(2, 0), status: old },
    ]),
);
/** What a platform has is high, as a rule, so that something holds. */
const high = fc.oneof({ weight: 4, arbitrary: fc.constant(3) }, { weight: 1, arbitrary: fc.nat(3) });
const tee = svns(TDX, high).map((values) => Uint8Array.from(values));

/** Platforms of every kind, everything about them right but what their SVNs and levels happen to be. */
export const platforms: fc.Arbitrary<Platform> = fc
  .record({
    kind: fc.constantFrom(...QUOTE_KINDS, "tdx-v5-1.5" as const),
    components: svns(SGX, high),
    pceSvn: high,
    isvSvn: high,
    levels,
    modules: fc.tuple(svnLevels, svnLevels, svnLevels),
    qe: svnLevels,
    teeTcbSvn: tee,
    teeTcbSvn2: fc.option(fc.oneof(tee, fc.constant(Uint8Array.from({ length: 16 }, () => 3)))),
  })
  .map(({ kind, components, pceSvn, isvSvn, levels, modules, qe, teeTcbSvn, teeTcbSvn2 }) =>
    changed(platformOf(kind), {
      machine: { components, pceSvn },
      qe: { isvSvn },
      td: { teeTcbSvn, teeTcbSvn2: teeTcbSvn2 ?? teeTcbSvn },
      tcbInfo: { levels, modules: modules.map((list, index) => moduleIdentity(`TDX_0${index + 1}`, list)) },
      qeIdentity: { levels: qe },
    }),
  );
