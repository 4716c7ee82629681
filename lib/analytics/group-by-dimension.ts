import type { CutDimension } from "#lib/domain/figures/cut.ts";
import type { GroupBy } from "#lib/domain/figures/group-dimension.ts";
import {
  type LeadingGroups,
  leadGroups,
  OTHER_GROUPS,
  type WantsGroup,
} from "#lib/domain/figures/lead-groups.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import {
  foldsPeople,
  nameOfValue,
  type Presentation,
  tellPerson,
} from "#lib/domain/settings/presentation.ts";
import { VARIANT_DIMENSIONS } from "#lib/store/round-trip-conditions.ts";
import type { ClassifiedVariants } from "./classified-variants.ts";

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
export function groupByDimension(by: GroupBy, variants: ClassifiedVariants): Grouping {
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
  // Few, and asked for once for each row.
  const groups = new Map(variants.all().map((variant) => [variant.id, groupOfValue(variant[ofVariant])]));
  return {
    by: [],
    needsVariant: true,
    groupOf: ({ variantId, mainVariantId }) => {
      const id = variantId ?? mainVariantId ?? null;
      return id === null ? groupOfValue(null) : (groups.get(id) ?? groupOfValue(variants.of(id)[ofVariant]));
    },
  };
}

/** Which values are told apart, as they are told; undefined for the most frequent ones. */
export type WantedValues = readonly (string | null)[] | undefined;

/** Which groups stand for values that are wanted apart. */
export function wantsGroup(
  by: GroupBy,
  values: WantedValues,
  presentation: Presentation,
): WantsGroup | undefined {
  return values && ((group) => values.includes(tellGroup(by, group, 0, presentation).value));
}

/**
 * Tells the groups apart that are wanted or have the most, as far as privacy lets people be told apart: where it does not,
 * all known people are one group.
 */
export function leadGroupsTold(
  by: GroupBy,
  counts: ReadonlyMap<string, number>,
  presentation: Presentation,
  filters: RoundTripFilters,
  wanted?: WantedValues,
): LeadingGroups {
  const people = by === "person" ? [...counts.keys()].filter((group) => valueOfGroup(group) !== null) : [];
  if (people.length === 0 || !foldsPeople(presentation, people.length, filters)) {
    return leadGroups(counts, wantsGroup(by, wanted, presentation));
  }
  return {
    nameOf: (group) => (valueOfGroup(group) === null ? group : OTHER_GROUPS),
    others: people.length,
  };
}

/** What is told of a group: the value that stands in addresses, the name that is shown, and how many others it is. */
export interface ToldGroup {
  /** Null for unknown, for all, and for others. */
  readonly value: string | null;
  /** What the value is called; null where there is none. */
  readonly name: string | null;
  /** 0, or how many values that are not told apart it stands for. */
  readonly others: number;
}

/** Tells a group; `others` is what OTHER_GROUPS stands for. */
export function tellGroup(by: GroupBy, group: string, others: number, presentation: Presentation): ToldGroup {
  if (group === OTHER_GROUPS) return { value: null, name: null, others: Math.max(1, others) };
  const stored = valueOfGroup(group);
  const value = by === "person" ? tellPerson(presentation, stored) : stored;
  return { value, name: nameOfValue(presentation, by, value), others: 0 };
}

/** The name of the group of a value; no value makes OTHER_GROUPS. */
export function groupOfValue(value: string | null): string {
  return value === null ? "" : `=${value}`;
}

/** The value that a group stands for; null for unknown. */
export function valueOfGroup(group: string): string | null {
  return group === "" ? null : group.slice(1);
}
