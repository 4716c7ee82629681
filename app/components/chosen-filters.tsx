import Link from "next/link";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { UNKNOWN_VALUE } from "#app/search-params.ts";
import { showValues } from "#lib/analytics/show-values.ts";
import type { Dimension, RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import { nameOfValue } from "#lib/domain/settings/presentation.ts";
import styles from "./chosen-filters.module.css";
import { DIMENSION_NAMES } from "./dimension-names.ts";

interface ChosenFiltersProps {
  readonly path: string;
  readonly raw: RawParams;
  readonly filters: RoundTripFilters;
}

/** The filters in force, each of which a click takes away; nothing when there are none. */
export async function ChosenFilters({ path, raw, filters }: ChosenFiltersProps) {
  const chosen = Object.entries(filters) as [Dimension, readonly (string | null)[]][];
  if (chosen.length === 0) return null;
  const presentation = await showValues();
  const none = Object.fromEntries(chosen.map(([dimension]) => [dimension, null]));
  return (
    <ul className={styles.chosen} aria-label="Filters in force">
      {chosen.flatMap(([dimension, wanted]) =>
        wanted.map((value) => (
          <li key={`${dimension} ${value}`}>
            <Link
              href={hrefWith(path, raw, {
                cursor: null,
                [dimension]: wanted.filter((other) => other !== value).map((other) => other ?? UNKNOWN_VALUE),
              })}
              prefetch={false}
              aria-label={`Remove ${DIMENSION_NAMES[dimension]} ${nameOfValue(presentation, dimension, value) ?? "unknown"}`}
            >
              <span>{DIMENSION_NAMES[dimension]}</span>{" "}
              {nameOfValue(presentation, dimension, value) ?? UNKNOWN_VALUE}
              <span aria-hidden="true"> ×</span>
            </Link>
          </li>
        )),
      )}
      <li>
        <Link href={hrefWith(path, raw, { ...none, cursor: null })} prefetch={false} className={styles.clear}>
          Clear all
        </Link>
      </li>
    </ul>
  );
}
