import type { Bounds, LedgerFlag } from "./bucket-ledger.ts";
import type { Charge } from "./charge.ts";
import type { Jump } from "./find-jumps.ts";
import { coincidence, type UnknownUse } from "./unknown-use.ts";

/** How many flags of a ledger may be mere coincidence with what others used. */
export const COINCIDENCES = 0.01;

/** A jump by less than this part of a call is one that cost more, or less, than usual. */
const LEAST_PART = 0.7;

/** Sums of several calls are compared only where their bounds lie no further apart than by this factor. */
const CLOSELY_KNOWN = 1.5;

export interface JumpEvidence {
  readonly fromMs: number;
  readonly toMs: number;
  /** Charges of this bucket that may lie in the jump. */
  readonly own: readonly Charge[];
  /** Calls that count for other families, and what they would have cost here. */
  readonly others: readonly Charge[];
  readonly unknown: UnknownUse;
  /** How many calls of the whole ledger were large enough to be found: each is an occasion for a coincidence. */
  readonly occasions: { readonly own: number; readonly others: number };
}

/** What a jump is; null for one that no call and no combination explains, and that others did not cause either. */
export function judgeJump(jump: Jump, evidence: JumpEvidence): LedgerFlag | null {
  const { own, others, unknown, occasions } = evidence;
  const base = { fromMs: evidence.fromMs, toMs: evidence.toMs, amount: jump.amount };
  if (jump.kind === "deficit") {
    const suspects = suspectsOf(jump.amount, own);
    return suspects.length === 0 ? null : { kind: "notCharged", ...base, callIds: idsOf(suspects) };
  }
  const [twice, elsewhere] = [suspectsOf(jump.amount, own), suspectsOf(jump.amount, others)];
  const chance = coincidence(unknown, evidence.toMs - evidence.fromMs, jump.amount);
  // What calls of both kinds would explain is left open.
  if (twice.length > 0 && elsewhere.length === 0 && chance * occasions.own < COINCIDENCES) {
    return { kind: "chargedTwice", ...base, callIds: idsOf(twice) };
  }
  if (elsewhere.length > 0 && twice.length === 0 && chance * occasions.others < COINCIDENCES) {
    return { kind: "chargedElsewhere", ...base, callIds: idsOf(elsewhere) };
  }
  return { kind: "unexplained", ...base, callIds: [] };
}

/** Whether a jump beside calls is not by what any of them cost: then others did it. */
export function isByOthers(
  { amount, kind }: Jump,
  own: readonly Charge[],
  others: readonly Charge[],
): boolean {
  const isBesideCalls = own.length + others.length > 0;
  return (
    kind === "excess" &&
    isBesideCalls &&
    suspectsOf(amount, own).length === 0 &&
    suspectsOf(amount, others).length === 0
  );
}

/** The single calls that cost as much; else all together, when all together did. */
function suspectsOf(amount: Bounds, charges: readonly Charge[]): readonly Charge[] {
  const fits = ({ least, most }: { readonly least: number; readonly most: number }) =>
    most > 0 &&
    least <= amount.to &&
    most >= amount.from &&
    amount.from + amount.to >= LEAST_PART * (least + most);
  const single = charges.filter(fits);
  if (single.length > 0) return single;
  const least = charges.reduce((sum, charge) => sum + charge.least, 0);
  const most = charges.reduce((sum, charge) => sum + charge.most, 0);
  return charges.length > 1 && most <= CLOSELY_KNOWN * least && fits({ least, most }) ? charges : [];
}

function idsOf(charges: readonly Charge[]): readonly string[] {
  return charges.map(({ call }) => call.id);
}
