import type { LedgerFlag } from "./bucket-ledger.ts";
import type { Charge } from "./charge.ts";
import type { Jump } from "./find-jumps.ts";
import { coincidence, type UnknownUse } from "./unknown-use.ts";

/** How many flags of a ledger may be mere coincidence with what others used. */
export const COINCIDENCES = 0.005;

/** A jump by less than this part of a call is one that cost more, or less, than usual. */
const LEAST_PART = 0.7;

/** Of a call at least this part must be beyond doubt, and this part of the rounding: bounds may be a little off. */
const LEAST_SURE = { ofCall: 0.2, ofRounding: 0.2 };

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
    const suspects = suspectsOf(jump, own);
    return suspects.length === 0 ? null : { kind: "notCharged", ...base, callIds: idsOf(suspects) };
  }
  const [twice, elsewhere] = [suspectsOf(jump, own), suspectsOf(jump, others)];
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
export function isByOthers(jump: Jump, own: readonly Charge[], others: readonly Charge[]): boolean {
  const isBesideCalls = own.length + others.length > 0;
  return (
    jump.kind === "excess" &&
    isBesideCalls &&
    suspectsOf(jump, own).length === 0 &&
    suspectsOf(jump, others).length === 0
  );
}

/**
 * The single calls that cost as much; else all together, when all together did. None where the jump is too little of
 * what they cost, or too little of it beyond doubt.
 */
function suspectsOf({ amount, rounding }: Jump, charges: readonly Charge[]): readonly Charge[] {
  type Cost = Pick<Charge, "least" | "most">;
  const overlaps = ({ least, most }: Cost) => most > 0 && least <= amount.to && most >= amount.from;
  const isEnough = ({ least, most }: Cost) =>
    (amount.from + amount.to) / 2 + rounding >= (LEAST_PART * (least + most)) / 2;
  if (amount.from < LEAST_SURE.ofRounding * rounding) return [];
  const single = charges.filter(overlaps);
  if (single.some(({ least }) => amount.from < LEAST_SURE.ofCall * least)) return [];
  if (single.length > 0) return single.some(isEnough) ? single : [];
  const least = charges.reduce((sum, charge) => sum + charge.least, 0);
  const most = charges.reduce((sum, charge) => sum + charge.most, 0);
  const isKnown = charges.length > 1 && most <= CLOSELY_KNOWN * least;
  return isKnown && overlaps({ least, most }) && isEnough({ least, most }) ? charges : [];
}

function idsOf(charges: readonly Charge[]): readonly string[] {
  return charges.map(({ call }) => call.id);
}
