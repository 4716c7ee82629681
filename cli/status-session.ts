import { fieldsOf } from "#instrumentation/reading/json-fields.ts";

/** The session of Claude Code that a status line is for; null where the input names none, as a usage page does. */
export function sessionOfStatus(body: unknown): string | null {
  const session = fieldsOf(body)["session_id"];
  return typeof session === "string" && /^[\w.:-]{1,128}$/.test(session) ? session : null;
}
