import { boundedMemory } from "../../model/crypto/memory.ts";
import { fromHex } from "../../model/encoding/hex.ts";
import { type Authorities, YEAR } from "./authorities.ts";
import { leafCertificate } from "./certificates.ts";
import { AUTHORITIES, PCK_CRL_URI } from "./evidence.ts";
import { type AttestationKey, type PckKey, type Report, vouchedFor } from "./forging.ts";
import { bytesFor, type Key } from "./keys.ts";
import { type Installed, installedOn, PCE_SVN, qeIsvSvn, sgxComponents, teeTcbSvn } from "./levels.ts";
import { makeCertificate } from "./making.ts";
import { sgxExtension } from "./pck-extension.ts";
import { pemChain } from "./quotes.ts";
import type { EnclaveReport } from "./reports.ts";
import type { Enclave, Family, IntelSchedule, Machine, Tee } from "./schedule.ts";

/** What a schedule's machines have and say at a time. */
export interface Machines {
  pckKey(machine: Machine, time: number): PckKey;
  attestationKey(machine: Machine, tee: Tee, time: number): AttestationKey;
  reportOf(machine: Machine, enclave: Enclave, time: number): Report;
}

/** The family of a machine of a schedule without a flaw. */
export const familyOf = ({ families }: IntelSchedule, { family }: Machine): Family => families.find(({ name }) => name === family)!;

/** The serial number of the certificate that a machine gets with a version of its firmware: 20 bytes. */
export const serialOf = ({ seed }: IntelSchedule, machine: string, firmware: number): Uint8Array =>
  bytesFor(seed, `${machine}/pck/${firmware}/serial`, 20);

const cpuSvn = (firmware: number): Uint8Array => Uint8Array.from(sgxComponents(firmware));

/** 48 bytes of a measurement. */
const measurement = (seed: string, label: string): Uint8Array =>
  new Uint8Array([...bytesFor(seed, `${label}/0`, 32), ...bytesFor(seed, `${label}/1`, 16)]);

/** DEBUG in the first byte of an enclave's attributes, and of a trust domain's. */
const DEBUG = { sgx: 2, tdx: 1 } as const;

function flagged(attributes: Uint8Array, flag: number): Uint8Array {
  const other = attributes.slice();
  other[0] = other[0]! | flag;
  return other;
}

/** What an enclave reports on a machine with a version of its firmware: usual but for its measurements and how it was launched. */
function reportOn({ usual }: Authorities, seed: string, { tee, build, debug }: Enclave, firmware: number): Report {
  if (tee === "sgx") {
    const { enclave } = usual.sgx;
    const measured = { mrEnclave: bytesFor(seed, `${build}/mrenclave`, 32), mrSigner: bytesFor(seed, "vendor/mrsigner", 32) };
    const attributes = debug ? flagged(enclave.attributes, DEBUG.sgx) : enclave.attributes;
    return { tee, report: { ...enclave, ...measured, attributes, cpuSvn: cpuSvn(firmware) } };
  }
  const { td } = usual.tdx;
  const rtmrs = [0, 1, 2, 3].map((index) => measurement(seed, `${build}/rtmr${index}`));
  const tdAttributes = debug ? flagged(td.tdAttributes, DEBUG.tdx) : td.tdAttributes;
  return { tee, report: { ...td, mrTd: measurement(seed, `${build}/mrtd`), rtmrs, tdAttributes, teeTcbSvn: teeTcbSvn(firmware) } };
}

/** The certificate of a machine with a version of its firmware, and the chain above it, as quotes carry it. */
function chainOf(schedule: IntelSchedule, authorities: Authorities, machine: Machine, { firmware, since }: Installed, key: Key): Uint8Array {
  const { fmspc, authority } = familyOf(schedule, machine);
  const { keys, cas, root, usual } = authorities;
  const subject = {
    ...{ name: "Intel SGX PCK Certificate", key, window: { from: since, to: since + 7 * YEAR } },
    ...{ issuerName: AUTHORITIES[authority], issuerKey: keys[authority], crlUri: `${PCK_CRL_URI}${authority}&encoding=der` },
  };
  const said = {
    ...usual.sgx.machine,
    ...{ fmspc: fromHex(fmspc), components: sgxComponents(firmware), cpuSvn: cpuSvn(firmware), pceSvn: PCE_SVN },
    ppid: bytesFor(schedule.seed, `${machine.name}/ppid`, 16),
    instanceId: bytesFor(schedule.seed, `${machine.name}/instance`, 16),
  };
  const leaf = leafCertificate(subject, serialOf(schedule, machine.name, firmware), sgxExtension(said, authority === "platform"));
  return pemChain([makeCertificate(leaf, keys[authority]), cas[authority], root]);
}

/** The machines of a schedule without a flaw. Keys and what vouches for them are made once for each version of what is installed. */
export function machinesOf(schedule: IntelSchedule, authorities: Authorities): Machines {
  const { seed } = schedule;
  const { keyOf, usual } = authorities;
  const pckKeys = boundedMemory<PckKey>(1024);
  const attestationKeys = boundedMemory<AttestationKey>(2048);

  const quotingEnclave = (tee: Tee, { qe, firmware }: Installed): EnclaveReport => ({
    ...usual[tee].qe,
    isvSvn: qeIsvSvn(qe[tee]),
    cpuSvn: cpuSvn(firmware),
  });

  function pckKeyOf(machine: Machine, installed: Installed): PckKey {
    const label = `${machine.name}/pck/${installed.firmware}`;
    return pckKeys.of(`${label}/${installed.qe.sgx}/${installed.qe.tdx}`, () => {
      const key = keyOf(label);
      const quotingEnclaves = { sgx: quotingEnclave("sgx", installed), tdx: quotingEnclave("tdx", installed) };
      return { key, certification: chainOf(schedule, authorities, machine, installed, key), pceSvn: PCE_SVN, quotingEnclaves };
    });
  }

  return {
    pckKey: (machine, time) => pckKeyOf(machine, installedOn(machine, schedule, time)),
    attestationKey(machine, tee, time) {
      const installed = installedOn(machine, schedule, time);
      const label = `${machine.name}/${tee}/${installed.firmware}/${installed.qe[tee]}`;
      return attestationKeys.of(label, () => {
        const userData = new Uint8Array([...bytesFor(seed, `${machine.name}/user-data`, 16), 0, 0, 0, 0]);
        return vouchedFor(pckKeyOf(machine, installed), tee, keyOf(`${label}/attestation`), userData);
      });
    },
    reportOf: (machine, enclave, time) => reportOn(authorities, seed, enclave, installedOn(machine, schedule, time).firmware),
  };
}
