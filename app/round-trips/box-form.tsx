import { BOX_PARAMS, type BoxQuestion } from "#app/box-params.ts";
import formStyles from "#app/components/form.module.css";
import { METRICS } from "#app/components/metric-names.ts";
import type { RawParams } from "#app/raw-params.ts";
import type { Question } from "#app/search-params.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import styles from "./round-trips.module.css";

interface BoxFormProps {
  readonly question: Question;
  readonly metric: BoxQuestion["metric"];
  readonly box: BoxQuestion["box"];
  readonly raw: RawParams;
}

/** What dragging does, for the keyboard and without scripts. */
export function BoxForm({ question, metric, box, raw }: BoxFormProps) {
  const unit = METRICS[metric].unit === "ms" ? "ms" : "tokens/s";
  const kept = [...raw].filter(
    ([name]) => name !== "cursor" && !(BOX_PARAMS as readonly string[]).includes(name),
  );
  const window = box?.window ?? question.window;
  return (
    <details className={styles.twin}>
      <summary>Select by numbers</summary>
      <form action="/round-trips" method="get" className={formStyles.line}>
        {kept.flatMap(([name, values]) =>
          values.map((value) => <input key={`${name}=${value}`} type="hidden" name={name} value={value} />),
        )}
        <Field name="selectedFrom" label="From" value={formatIso(window.fromMs)} />
        <Field name="selectedTo" label="Before" value={formatIso(window.toMs)} />
        <Field name="min" label={`At least, ${unit}`} value={box?.range?.min ?? ""} />
        <Field name="max" label={`At most, ${unit}`} value={box?.range?.max ?? ""} />
        <button type="submit" className={formStyles.button}>
          Select
        </button>
      </form>
    </details>
  );
}

interface FieldProps {
  readonly name: (typeof BOX_PARAMS)[number];
  readonly label: string;
  readonly value: string | number | null;
}

function Field({ name, label, value }: FieldProps) {
  return (
    <label className={formStyles.label}>
      {label}
      <input
        className={formStyles.input}
        size={name.startsWith("selected") ? 26 : 10}
        name={name}
        defaultValue={value ?? ""}
        key={value}
        autoComplete="off"
        spellCheck={false}
      />
    </label>
  );
}
