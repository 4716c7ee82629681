/** A value longer than this is none of those that are wanted. */
const VALUE_MAX = 4096;

/**
 * The wanted fields of a JSON object, each as the text of its value, without parsing the rest: strings and nested
 * values are skipped over. Text that breaks off yields what was whole before.
 */
export function topLevelFields(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let at = skipSpace(text, 0);
  if (text[at] !== "{") return found;
  at += 1;
  for (;;) {
    at = skipSpace(text, at);
    if (text[at] === ",") at = skipSpace(text, at + 1);
    if (text[at] !== '"') return found;
    const keyEnd = endOfString(text, at);
    if (keyEnd === -1) return found;
    const key = text.slice(at + 1, keyEnd);
    at = skipSpace(text, keyEnd + 1);
    if (text[at] !== ":") return found;
    at = skipSpace(text, at + 1);
    const end = endOfValue(text, at);
    if (end === -1) return found;
    if (wanted.has(key) && end - at <= VALUE_MAX) found.set(key, text.slice(at, end));
    at = end;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
    at += 1;
  }
}

/** Index of the quote that ends the string beginning at `from`; -1 when it does not end. */
function endOfString(text: string, from: number): number {
  let quote = text.indexOf('"', from + 1);
  while (quote !== -1) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes += 1;
    if (backslashes % 2 === 0) return quote;
    quote = text.indexOf('"', quote + 1);
  }
  return -1;
}

/** Index after the value beginning at `from`; -1 when it does not end. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = endOfString(text, at);
      if (at === -1) return -1;
      if (depth === 0) return at + 1;
    } else if (code === 123 || code === 91) depth += 1;
    else if (code === 125 || code === 93) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (code === 44 && depth === 0) return at;
  }
  return -1;
}
