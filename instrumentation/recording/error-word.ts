import { fieldsOf, textOf } from "../reading/json-fields.ts";

/** A provider's own code or type for an error, when it is a word and no sentence: those never quote anybody. */
export function errorWord(error: unknown): string | null {
  // Gemini puts the error of a stream into a list.
  const outer = fieldsOf(Array.isArray(error) ? error[0] : error);
  const inner = fieldsOf(outer["error"]);
  const values = ["code", "status", "type"].flatMap((name) => [outer[name], inner[name]]);
  // A word says more than the number beside it.
  const words = values
    .map(textOf)
    .concat(values.map((value) => (typeof value === "number" ? `${value}` : null)));
  return words.find((word) => word !== null && word !== "error" && /^[\w.-]{1,64}$/.test(word)) ?? null;
}
