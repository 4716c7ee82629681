import type { CutDimension } from "#lib/domain/figures/cut.ts";
import type { GroupBy } from "#lib/domain/figures/group-dimension.ts";
import { VARIANT_DIMENSIONS } from "#lib/store/round-trip-conditions.ts";
import type { ClassifiedVariant } from "./classify-variants.ts";

/** What the members of a group have in common, as the store tells it. */
type KnownValues = Readonly<Partial<Record<CutDimension, string | null>>> & {
  /** Of round trips. */
  readonly variantId?: number;
  /** Of turns. */
  readonly mainVariantId?: number | null;
};

/** How the store has to group for a dimension. */
export interface Grouping {
  /** Dimensions that `groupOf` needs, besides the model variant. */
  readonly by: readonly CutDimension[];
  /** Whether it needs the model variant. */
  readonly needsVariant: boolean;
  readonly groupOf: (values: KnownValues) => string;
}

/** Groups round trips, or turns by their main variant, by a dimension; a group stands for the value that `valueOfGroup` gives. */
export function groupByDimension(by: GroupBy, variants: ReadonlyMap<number, ClassifiedVariant>): Grouping {
  if (by === "all") return { by: [], needsVariant: false, groupOf: () => groupOfValue(null) };
  const ofVariant = VARIANT_DIMENSIONS.find((dimension) => dimension === by);
  if (ofVariant === undefined) {
    const dimension = by as CutDimension;
    return {
      by: [dimension],
      needsVariant: false,
      groupOf: (values) => groupOfValue(values[dimension] ?? null),
    };
  }
  const groups = new Map([...variants].map(([id, variant]) => [id, groupOfValue(variant[ofVariant])]));
  return {
    by: [],
    needsVariant: true,
    groupOf: ({ variantId, mainVariantId }) =>
      groups.get(variantId ?? mainVariantId ?? -1) ?? groupOfValue(null),
  };
}

/** The name of the group of a value; no value makes OTHER_GROUPS. */
export function groupOfValue(value: string | null): string {
  return value === null ? "" : `=${value}`;
}

/** The value that a group stands for; null for unknown. */
export function valueOfGroup(group: string): string | null {
  return group === "" ? null : group.slice(1);
}
