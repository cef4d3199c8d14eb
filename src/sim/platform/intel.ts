import { authoritiesOf } from "./authorities.ts";
import { type AttestationKey, forgeQuote, type PckKey, type Report } from "./forging.ts";
import type { IntelItem, Wanted } from "./items.ts";
import { type P256Signers, realSigners } from "./keys.ts";
import { familyOf, machinesOf } from "./machines.ts";
import { type Enclave, type IntelSchedule, type Machine, scheduleFlaw, type Tee } from "./schedule.ts";
import { serviceOf } from "./service.ts";

/** A simulated Intel with the machines that it knows. All times are seconds since 1970; the same arguments have the same bytes, in whatever order. */
export interface Intel {
  readonly schedule: IntelSchedule;
  /** The root's certificate, DER. */
  readonly root: Uint8Array;
  /** The items of collateral that are served at a time: none before the origin. Not to be written to. */
  itemsAt(time: number): readonly IntelItem[];
  /** Which collateral quotes of a machine need. */
  wantedFor(machine: string, tee: Tee): Wanted;
  /** What a machine reports of an enclave: its measurements are those of the enclave's build. */
  reportOf(machine: string, enclave: string, time: number): Report;
  /** A quote with 64 bytes of report data: honest, by the key that the machine has at that time. */
  quote(machine: string, enclave: string, reportData: Uint8Array, time: number): Uint8Array;
  /** The attestation key that a machine has at a time. Who calls this for another than the machine has extracted it. */
  attestationKey(machine: string, tee: Tee, time: number): AttestationKey;
  /** The provisioning certification key that a machine has at a time; likewise. */
  pckKey(machine: string, time: number): PckKey;
}

/** One of a list by name. Throws where there is none. */
function named<T extends { readonly name: string }>(what: string, all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`there is no ${what} “${name}” in the schedule; there is ${all.map((one) => one.name).join(", ")}`);
  return found;
}

/** A simulated Intel. Throws where the schedule cannot be played, and says why. */
export function simulatedIntel(schedule: IntelSchedule, signers: P256Signers = realSigners): Intel {
  const flaw = scheduleFlaw(schedule);
  if (flaw !== undefined) throw new RangeError(`schedule of Intel: ${flaw}`);
  const authorities = authoritiesOf(schedule, signers);
  const { pckKey, attestationKey, reportOf } = machinesOf(schedule, authorities);
  const machineOf = (name: string): Machine => named("machine", schedule.machines, name);
  const enclaveOf = (name: string): Enclave => named("enclave", schedule.enclaves, name);
  return {
    schedule,
    root: authorities.root,
    itemsAt: serviceOf(schedule, authorities),
    wantedFor(machine, tee) {
      const { fmspc, authority } = familyOf(schedule, machineOf(machine));
      return { tee, fmspc, issuer: authorities.cas[authority] };
    },
    reportOf: (machine, enclave, time) => reportOf(machineOf(machine), enclaveOf(enclave), time),
    quote(name, enclave, reportData, time) {
      const machine = machineOf(name);
      const report = reportOf(machine, enclaveOf(enclave), time);
      return forgeQuote(attestationKey(machine, report.tee, time), report, reportData);
    },
    attestationKey: (machine, tee, time) => attestationKey(machineOf(machine), tee, time),
    pckKey: (machine, time) => pckKey(machineOf(machine), time),
  };
}
