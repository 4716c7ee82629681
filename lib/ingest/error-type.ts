/**
 * Error messages may quote content, so they are read here and thrown away: what stays is one of a few words.
 * Checked from top to bottom.
 */
const MESSAGE_CLASSES: readonly (readonly [pattern: RegExp, errorType: string])[] = [
  [/rate.?limit|too many requests|usage.?limit|quota/i, "rate_limit"],
  [/overloaded|at capacity|server_is_overloaded/i, "overloaded"],
  [/context.?(length|window)|maximum context/i, "context_length"],
  [/cancel|abort|interrupt/i, "cancelled"],
  [/time.?d? ?out|idle/i, "timeout"],
  [/clos|reset|disconnect|eof|broken pipe|connection|dns|tls|^terminated$|fetch failed/i, "connection"],
];

/** One word for what went wrong; the status code wins over the message. Null when nothing did. */
export function errorType(statusCode: number | null, message: string | null): string | null {
  if (statusCode === 429) return "rate_limit";
  if (statusCode === 529) return "overloaded";
  if (statusCode !== null && statusCode >= 400) return `http_${statusCode}`;
  if (message === null || message === "") return null;
  return MESSAGE_CLASSES.find(([pattern]) => pattern.test(message))?.[1] ?? "other";
}
