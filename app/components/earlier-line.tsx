import { UNKNOWN } from "#lib/analytics/format-duration.ts";
import styles from "./data-table.module.css";

/** What a figure of a row was in the period before: a dash when the row is not told of it, null when it is not shown. */
export type TellEarlier<Row> = (text: (row: Row) => string) => string | null;

/** Finds a row of a table among those of the period before, which are null when that period is not shown. */
export function tellEarlier<Row>(
  row: Row,
  before: readonly Row[] | null,
  keyOf: (row: Row) => string,
): TellEarlier<Row> {
  const was = before?.find((one) => keyOf(one) === keyOf(row));
  return (text) => before && (was ? text(was) : UNKNOWN);
}

/** The line of a table cell with what stood there in the period before; nothing when that is not shown. */
export function EarlierLine({ text }: { readonly text: string | null }) {
  return text !== null && <span className={styles.sub}>before {text}</span>;
}
