/** A value longer than this is none of those that are wanted. */
const VALUE_MAX = 4096;

/**
 * The wanted fields of a JSON object of which only the end is there, each as the text of its value. Reads from behind,
 * where the brace that closes the object says that no string and no other object is open.
 */
export function lastFields(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let at = skipSpace(text, text.length - 1);
  if (text[at] !== "}") return found;
  for (;;) {
    const valueEnd = skipSpace(text, at - 1);
    const valueStart = startOfValue(text, valueEnd);
    if (valueStart === -1) return found;
    const colon = skipSpace(text, valueStart - 1);
    const keyEnd = skipSpace(text, colon - 1);
    if (text[colon] !== ":" || text[keyEnd] !== '"') return found;
    const keyStart = startOfString(text, keyEnd);
    if (keyStart === -1) return found;
    const key = text.slice(keyStart + 1, keyEnd);
    if (wanted.has(key) && !found.has(key) && valueEnd - valueStart < VALUE_MAX)
      found.set(key, text.slice(valueStart, valueEnd + 1));
    at = skipSpace(text, keyStart - 1);
    if (text[at] !== ",") return found;
  }
}

/** Index of the last character up to `from` that is no space. */
function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
    at -= 1;
  }
}

/** Index of the quote that begins the string ending at `end`; -1 when it is not there. */
function startOfString(text: string, end: number): number {
  for (let at = end - 1; at >= 0; at -= 1) {
    at = text.lastIndexOf('"', at);
    if (at === -1) return -1;
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 92) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}

/** Index at which the value ending at `end` begins; -1 when that is not there. */
function startOfValue(text: string, end: number): number {
  let depth = 0;
  for (let at = end; at >= 0; at -= 1) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = startOfString(text, at);
      if (at === -1) return -1;
      if (depth === 0) return at;
    } else if (code === 125 || code === 93) depth += 1;
    else if (code === 123 || code === 91) {
      depth -= 1;
      if (depth <= 0) return depth === 0 ? at : -1;
    } else if (code === 58 && depth === 0) return skipSpaceAfter(text, at + 1);
  }
  return -1;
}

function skipSpaceAfter(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at += 1;
  return at;
}
