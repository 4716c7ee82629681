import { fieldsOf, textOf } from "../reading/json-fields.ts";

/** A provider's own code or type for an error, when it is a word and no sentence: those never quote anybody. */
export function errorWord(error: unknown): string | null {
  const fields = fieldsOf(error);
  const inner = fieldsOf(fields["error"]);
  for (const value of [
    fields["code"],
    inner["code"],
    fields["status"],
    inner["status"],
    fields["type"],
    inner["type"],
  ]) {
    const text = typeof value === "number" ? String(value) : textOf(value);
    if (text !== null && text !== "error" && /^[\w.-]{1,64}$/.test(text)) return text;
  }
  return null;
}
