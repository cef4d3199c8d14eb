import { count64 } from "../encoding/primitives.ts";
import { balance, balanceOf, move } from "../ledger/money.ts";
import { appealLockOf } from "../params/protocol.ts";
import { ownerOf } from "../staking/records.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { appealLock } from "./money.ts";
import { protocolOf } from "./reads.ts";
import { cases } from "./records.ts";

/** Appeal (section 3, APPEAL; R32): calls a case before the next level of the ladder, and locks A for it. The first counts. */
export const appeal = transaction("appeal", {
  number: 0x46,
  payload: { case: count64 },
  subject({ work, sender, payload }) {
    const dispute = cases.get(work.draft, payload.case);
    const isOpen = dispute?.phase === "appeal";
    return {
      dispute,
      isSeat: dispute?.seats.some(({ provider }) => sender === provider || sender === ownerOf(work.draft, provider)) === true,
      lock: isOpen ? appealLockOf(protocolOf(work.draft, dispute), dispute.level + 1) : 0n,
      available: balanceOf(work.draft, sender),
    };
  },
  check: [
    ["CASE_UNKNOWN", ({ dispute }) => dispute === undefined],
    ["PHASE_WRONG", ({ dispute }) => dispute!.phase !== "appeal", ({ dispute }) => dispute!.phase],
    ["APPELLANT_IS_SEAT", ({ isSeat }) => isSeat],
    ["ALREADY_APPEALED", ({ dispute }) => dispute!.appeals.some(({ level }) => level === dispute!.level + 1)],
    ["BALANCE_TOO_LOW", ({ lock, available }) => lock > available, ({ lock, available }) => `${lock} nLUX wanted, ${available} there`],
  ],
  apply({ dispute, lock }, { work, sender }) {
    const { id, level, members, appeals } = dispute!;
    const against = members.map(({ verdict }) => verdict);
    const added = [...appeals, { appellant: sender, level: level + 1, lock: 0n, against, outcome: "pending" as const }];
    cases.put(work.draft, { ...dispute!, appeals: added, dueAt: work.height }, id);
    move(work, balance(sender), appealLock(sender, id, level + 1), lock);
    emit(work, { kind: "appealed", case: id, appellant: sender, level: level + 1 });
  },
});
