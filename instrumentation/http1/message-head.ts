/** Everything before a message's body. Texts are ISO 8859-1, so that each character is one byte. */
export interface MessageHead {
  readonly firstLine: string;
  /** As they came, without what surrounds the values. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Ends every head. */
export const HEAD_END = "\r\n\r\n";

/** Longer heads are refused, and not measured. */
export const HEAD_MAX = 128 * 1024;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Reads a head without its end; null when it is none that can be understood in only one way. */
export function readHead(text: string): MessageHead | null {
  // A line end of another kind could be one for somebody else.
  if (/\r(?!\n)|(?<!\r)\n/.test(text) || text.includes("\0")) return null;
  const [firstLine = "", ...lines] = text.split("\r\n");
  const headers: (readonly [string, string])[] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon));
    if (!TOKEN.test(name)) return null;
    headers.push([name, line.slice(colon + 1).trim()]);
  }
  return { firstLine, headers };
}

/** All values of a header, separated by commas; null when there is none. `name` is in lower case. */
export function headerOf({ headers }: MessageHead, name: string): string | null {
  const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? null : values.join(", ");
}

/** Whether a list in a header names something, such as `upgrade` in `Connection`. */
export function lists(head: MessageHead, name: string, entry: string): boolean {
  return (headerOf(head, name) ?? "").split(",").some((part) => part.trim().toLowerCase() === entry);
}
