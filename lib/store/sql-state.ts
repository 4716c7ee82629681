const DEPTH_MAX = 6;

/**
 * The SQLSTATE with which PostgreSQL refused a statement, dug out of however many wrappers the drivers put around
 * it; null when PostgreSQL did not speak, such as when it could not be reached.
 */
export function sqlStateOf(error: unknown, depth = 0): string | null {
  if (typeof error !== "object" || error === null || depth > DEPTH_MAX) return null;
  const fields = error as Readonly<Record<string, unknown>>;
  const code = fields["originalCode"];
  if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
  for (const wrapped of ["cause", "meta", "driverAdapterError"]) {
    const found = sqlStateOf(fields[wrapped], depth + 1);
    if (found !== null) return found;
  }
  return null;
}
