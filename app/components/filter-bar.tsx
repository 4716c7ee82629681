import type { Route } from "next";
import { askInTime, type TimelyAnswer } from "#app/ask-in-time.ts";
import { COMPARE_PARAM } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { type Question, UNKNOWN_VALUE } from "#app/search-params.ts";
import {
  type DimensionValue,
  type DimensionValues,
  listDimensionValues,
} from "#lib/analytics/describe-meta.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import type { Dimension } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { ChosenFilters } from "./chosen-filters.tsx";
import { DIMENSION_NAMES } from "./dimension-names.ts";
import styles from "./filter-bar.module.css";
import formStyles from "./form.module.css";
import { InTime } from "./in-time.tsx";

const MAIN = ["tier", "model", "client", "person", "outcome"] as const satisfies readonly Dimension[];
const MORE = [
  "provider",
  "serviceTier",
  "reasoningEffort",
  "clientVersion",
  "transport",
  "connectionReused",
  "team",
  "repository",
  "errorType",
  "statusCode",
  "basis",
] as const satisfies readonly Dimension[];

const KEPT = ["window", "from", "to", COMPARE_PARAM, "sort", "limit", "metric", "by", "a", "b"] as const;

interface FilterBarProps {
  /** The page whose address it changes. */
  readonly path: Route;
  readonly question: Question;
  readonly raw: RawParams;
  /** What there is to choose from, of askFilterValues. */
  readonly values: TimelyAnswer<DimensionValues>;
}

/** Asks for the values of every filter in a window, and waits a moment for them. */
export function askFilterValues(window: TimeWindow): Promise<TimelyAnswer<DimensionValues>> {
  return askInTime(listDimensionValues({ window, filters: {} }));
}

/** A plain form over the filters of the address, with the values there are; works without JavaScript. */
export function FilterBar({ values, ...form }: FilterBarProps) {
  return (
    <InTime answer={values} fallback={<FilterForm {...form} values={{}} isWaiting />}>
      {(ready) => <FilterForm {...form} values={ready} />}
    </InTime>
  );
}

interface FilterFormProps extends Omit<FilterBarProps, "values"> {
  readonly values: DimensionValues;
  /** Whether the values to choose from are still on their way, so that it only holds their place. */
  readonly isWaiting?: boolean;
}

function FilterForm({ path, question, raw, values, isWaiting = false }: FilterFormProps) {
  const field = (dimension: Dimension) => (
    <FilterField
      key={dimension}
      dimension={dimension}
      values={values[dimension] ?? []}
      chosen={question.filters[dimension] ?? []}
      isWaiting={isWaiting}
    />
  );
  const name = isWaiting ? `${styles.filters} skeleton` : styles.filters;
  return (
    <section aria-label="Filters" className={name} data-filters="" inert={isWaiting}>
      <form action={path} method="get" className={styles.form}>
        {KEPT.flatMap((name) =>
          (raw.get(name) ?? []).map((value) => <input key={name} type="hidden" name={name} value={value} />),
        )}
        {(["sessionId", "turnId"] as const).flatMap((name) =>
          (raw.get(name) ?? []).map((value) => <input key={value} type="hidden" name={name} value={value} />),
        )}
        <div className={styles.fields}>
          {MAIN.map(field)}
          <button type="submit" className={formStyles.button}>
            Filter
          </button>
        </div>
        <details className={styles.more} open={MORE.some((dimension) => question.filters[dimension])}>
          <summary>More filters</summary>
          <div className={styles.fields}>{MORE.map(field)}</div>
        </details>
      </form>
      <ChosenFilters path={path} raw={raw} filters={question.filters} />
    </section>
  );
}

interface FilterFieldProps {
  readonly dimension: Dimension;
  readonly values: readonly DimensionValue[];
  readonly chosen: readonly (string | null)[];
  readonly isWaiting: boolean;
}

function FilterField({ dimension, values, chosen, isWaiting }: FilterFieldProps) {
  // The form that takes its place has the same fields, and a label is of one.
  const id = isWaiting ? undefined : `filter-${dimension}`;
  const [first] = chosen;
  // A select holds one value: several stay in force through hidden fields, and the select adds another.
  const single = chosen.length === 1 ? (first ?? UNKNOWN_VALUE) : "";
  const options = values.some(({ value }) => (value ?? UNKNOWN_VALUE) === single)
    ? values
    : [...(single ? [{ value: first ?? null, name: first ?? null, n: 0 }] : []), ...values];
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{DIMENSION_NAMES[dimension]}</label>
      {chosen.length > 1 &&
        chosen.map((value) => (
          <input key={value} type="hidden" name={dimension} value={value ?? UNKNOWN_VALUE} />
        ))}
      <select id={id} className={formStyles.input} name={dimension} defaultValue={single} key={single}>
        <option value="">{chosen.length > 1 ? `${chosen.length} chosen` : "Any"}</option>
        {options.map(({ value, name, n }) => (
          <option key={value ?? UNKNOWN_VALUE} value={value ?? UNKNOWN_VALUE}>
            {name ?? "– unknown"} ({formatCount(n)})
          </option>
        ))}
      </select>
    </div>
  );
}
