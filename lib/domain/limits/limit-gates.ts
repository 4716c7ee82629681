/** A limit family that is of no use while another one of the same account is spent. */
export interface LimitGate {
  readonly provider: string;
  /** Case-insensitive regular expressions over whole names of families. */
  readonly family: string;
  readonly gatedBy: string;
  /** Who says so. */
  readonly source: string;
}

/** Gates that are known, though no provider documents them; those that a team's own refusals show come beside them. */
export const KNOWN_GATES: readonly LimitGate[] = [
  {
    provider: "openai",
    family: "codex_.+",
    gatedBy: "codex",
    source:
      "Spark shows 100 % left and is refused once the general quota is spent: openai/codex issues 20122, 43334, 43389, 42108, 45029; it needs the general one to compact: a maintainer in 25832",
  },
  {
    provider: "anthropic",
    // Extra usage is what remains when the general windows are spent; those do not gate it.
    family: "unified_(?!.*overage).+",
    gatedBy: "unified",
    source:
      "A call to one model counts in its own weekly window and in the general ones; the most restrictive one decides (`anthropic-ratelimit-unified-representative-claim`)",
  },
];

/** A refused call: the family it counts for, and the one whose bucket was spent. */
export interface BoundRefusal {
  readonly provider: string;
  readonly family: string;
  readonly boundBy: string;
}

/** One refusal may be told wrongly. */
const LEAST_REFUSALS = 2;

/** The gates that refusals show: calls of one family, refused more than once for a bucket of another. */
export function learnGates(refusals: readonly BoundRefusal[]): LimitGate[] {
  const across = refusals.filter(({ family, boundBy }) => family !== boundBy);
  const byGate = Map.groupBy(across, ({ provider, family, boundBy }) =>
    JSON.stringify([provider, family, boundBy]),
  );
  return [...byGate.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined || own.length < LEAST_REFUSALS) return [];
    return {
      provider: first.provider,
      family: literally(first.family),
      gatedBy: literally(first.boundBy),
      source: `${own.length} refused calls`,
    };
  });
}

/** A pattern that matches a name and nothing else. */
function literally(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
