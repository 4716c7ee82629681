import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import { storedFilters } from "#lib/domain/settings/presentation.ts";
import { type RoundTripSelection, VARIANT_DIMENSIONS } from "#lib/store/round-trip-conditions.ts";
import type { ClassifiedVariants } from "./classified-variants.ts";

/**
 * Turns a question into rows to read: what is asked of the model variant becomes a set of variant ids, and what is asked
 * in names and pseudonyms becomes stored values.
 */
export function selectRoundTrips(
  { window, filters: told }: RoundTripQuestion,
  variants: ClassifiedVariants,
): RoundTripSelection {
  const filters = storedFilters(variants.presentation, told);
  const asked = VARIANT_DIMENSIONS.filter((dimension) => (filters[dimension]?.length ?? 0) > 0);
  if (asked.length === 0) return { window, variantIds: null, filters };
  const variantIds = variants
    .all()
    .filter((variant) => asked.every((dimension) => filters[dimension]?.includes(variant[dimension])))
    .map((variant) => variant.id);
  return { window, variantIds, filters };
}
