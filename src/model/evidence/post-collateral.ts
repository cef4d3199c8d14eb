import { trustRoots } from "../governance/records.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { isNewer, itemHash, postingOf, rootId } from "./collateral.ts";
import { collateral, postedFields } from "./records.ts";

/**
 * Post collateral (R12): anyone puts an item of Intel's collateral in force, where a root vouches for it and it is newer than the one in its slot. Whoever
 * posts decides nothing but when.
 */
export const postCollateral = transaction("postCollateral", {
  number: 0x60,
  payload: postedFields,
  subject({ work, payload, protocol }) {
    const hash = itemHash(payload.item);
    const root = trustRoots.at(work.draft).roots.find((certificate) => rootId(certificate) === payload.root);
    const posting = root && postingOf(payload.item, hash, root, work.chain.crypto, work);
    const standing = posting?.ok === true ? collateral.get(work.draft, posting.slot) : undefined;
    return { isPinned: protocol.rulings.R12 === "pinned", root, posting, standing };
  },
  check: [
    ["RULING_FORBIDS", ({ isPinned }) => isPinned, () => "R12"],
    ["COLLATERAL_ROOT_UNKNOWN", ({ root }) => root === undefined],
    ["COLLATERAL_REFUSED", ({ posting }) => !posting!.ok, ({ posting }) => (posting!.ok ? "" : posting!.reason)],
    [
      "COLLATERAL_NOT_NEWER",
      ({ posting, standing }) => posting!.ok && standing !== undefined && !isNewer(posting!.standing, standing),
      ({ standing }) => `in force: evaluation number ${standing!.evaluationNumber}, issued ${standing!.from}`,
    ],
  ],
  apply({ posting }, { work }) {
    if (posting?.ok !== true) return;
    const { slot, standing } = posting;
    collateral.put(work.draft, standing, slot);
    emit(work, { kind: "collateralPosted", slot, hash: standing.hash });
  },
});
