/** Random platforms whose levels are close to what they have: some hold, some do not. */
import fc from "fast-check";
import { LEVEL_STATUSES } from "../src/model/tee/evidence.ts";
import type { SvnLevel, TcbLevel } from "../src/sim/platform/collateral.ts";
import { changed, moduleIdentity, type Platform, platformOf, QUOTE_KINDS } from "../src/sim/platform/description.ts";

const small = fc.nat(3);
/** Sixteen SVNs of which a few are not zero. */
const svns = (places: readonly number[]): fc.Arbitrary<number[]> =>
  fc.tuple(...places.map(() => small)).map((values) => Array.from({ length: 16 }, (_, index) => values[places.indexOf(index)] ?? 0));
const sgx = svns([0, 5, 15]);
const tdx = svns([0, 1, 2, 15]);
const judged = <S extends string>(statuses: readonly S[]) => ({
  date: fc.nat(40).map((years) => years * 31_556_952),
  status: fc.constantFrom(...statuses),
  advisories: fc.subarray(["INTEL-SA-00001", "INTEL-SA-00002", "INTEL-SA-00010"]),
});
const level: fc.Arbitrary<TcbLevel> = fc.record({ sgx, tdx, pceSvn: small, ...judged(LEVEL_STATUSES) });
const svnLevel: fc.Arbitrary<SvnLevel> = fc.record({ isvSvn: small, ...judged(["UpToDate", "OutOfDate", "Revoked"] as const) });
const svnLevels = fc.array(svnLevel, { minLength: 1, maxLength: 4 });
/** High SVNs now and then, so that something holds. */
const have = (of: fc.Arbitrary<number[]>): fc.Arbitrary<number[]> => fc.oneof(of, fc.constant(Array.from({ length: 16 }, () => 3)));
const tee = have(tdx).map((values) => Uint8Array.from(values));

/** Platforms of every kind, everything about them right but what their SVNs and levels happen to be. */
export const platforms: fc.Arbitrary<Platform> = fc
  .record({
    kind: fc.constantFrom(...QUOTE_KINDS),
    components: have(sgx),
    pceSvn: fc.constantFrom(0, 2, 3),
    isvSvn: fc.constantFrom(0, 2, 3),
    levels: fc.array(level, { minLength: 1, maxLength: 6 }),
    modules: fc.tuple(svnLevels, svnLevels, svnLevels),
    qe: svnLevels,
    teeTcbSvn: tee,
    teeTcbSvn2: fc.option(tee),
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
