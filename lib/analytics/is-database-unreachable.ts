import { DatabaseUnreachableError } from "#lib/store/read-rows.ts";

/** Whether an error means that the database did not answer, rather than that we made a mistake. */
export function isDatabaseUnreachable(error: unknown): boolean {
  return error instanceof DatabaseUnreachableError;
}
