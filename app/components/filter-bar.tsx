import type { Route } from "next";
import { askOnce } from "#app/ask-once.ts";
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
}

/** A plain form over the filters of the address, with the values there are; works without JavaScript. */
export function FilterBar(props: FilterBarProps) {
  const values = askOnce(listDimensionValues({ window: props.question.window, filters: {} }));
  return (
    <InTime answer={values} fallback={<FilterForm {...props} values={{}} isWaiting />}>
      <FilterBarWith {...props} values={values} />
    </InTime>
  );
}

async function FilterBarWith({
  values,
  ...props
}: FilterBarProps & { readonly values: Promise<DimensionValues> }) {
  return <FilterForm {...props} values={await values} />;
}

interface FilterFormProps extends FilterBarProps {
  readonly values: DimensionValues;
  /** Whether the values to choose from are still on their way. */
  readonly isWaiting?: boolean;
}

function FilterForm({ path, question, raw, values, isWaiting = false }: FilterFormProps) {
  const field = (dimension: Dimension) => (
    <FilterField
      key={dimension}
      dimension={dimension}
      values={values[dimension] ?? []}
      chosen={question.filters[dimension] ?? []}
    />
  );
  return (
    <section aria-label="Filters" className={styles.filters} data-filters="" aria-busy={isWaiting}>
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
}

function FilterField({ dimension, values, chosen }: FilterFieldProps) {
  const id = `filter-${dimension}`;
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
