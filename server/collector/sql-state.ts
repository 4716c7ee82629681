import { sqlStateOf } from "#lib/store/sql-state.ts";

/** Errors of the code on the way to the database: what it was given, it will never be able to send. */
const UNSENDABLE: ReadonlySet<string> = new Set(["RangeError", "TypeError", "PrismaClientValidationError"]);

/**
 * Whether the data is to blame, so that sending it again would be in vain. Of SQLSTATE, that is class 21
 * (cardinality), 22 (data exception), 23 (integrity) and 54 (program limit).
 */
export function isRefusedData(error: unknown): boolean {
  if (error instanceof Error && UNSENDABLE.has(error.name)) return true;
  return /^(21|22|23|54)/.test(sqlStateOf(error) ?? "");
}
