import { fieldsOf, textOf } from "../reading/json-fields.ts";

/** Whether an error says that the program itself gave up: an abort or a cancelled body, not a time-out. */
export function cancelledBy(error: unknown): boolean {
  const { name, code } = fieldsOf(error);
  return name === "AbortError" || code === "ABORT_ERR" || code === "UND_ERR_ABORTED";
}

/** A word for what broke, such as `ECONNRESET`: an error's code, its cause's, or its class. Never its message. */
export function errorNameOf(error: unknown): string {
  const fields = fieldsOf(error);
  const words = [fields["code"], fieldsOf(fields["cause"])["code"], fields["name"]];
  return words.map(textOf).find((word) => word !== null && /^[\w.-]{1,64}$/.test(word)) ?? "other";
}
