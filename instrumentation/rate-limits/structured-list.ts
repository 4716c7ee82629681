/** A member of a list of RFC 9651: a value and its parameters. */
export interface ListMember {
  readonly value: string | number | boolean;
  readonly parameters: ReadonlyMap<string, string | number | boolean>;
}

const LENGTH_MAX = 4_096;

/** Number, string, token, byte sequence, boolean. */
const BARE_ITEM =
  /(-?\d{1,15}(?:\.\d{1,3})?)|"((?:[ !#-[\]-~]|\\["\\])*)"|([A-Za-z*][\w!#$%&'*+.^`|~:/-]*)|:([A-Za-z0-9+/=]*):|\?([01])/y;
const PARAMETER = / *; *([a-z*][a-z0-9_.*-]*)(=)?/y;
const SEPARATOR = /[ \t]*,[ \t]*/y;

/** Reads a list of items with parameters as RFC 9651 writes it; null when any of it is malformed. */
export function parseStructuredList(text: string): readonly ListMember[] | null {
  const list = text.trim();
  if (list === "" || list.length > LENGTH_MAX) return null;
  const members: ListMember[] = [];
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(list);
    at += match?.[0].length ?? 0;
    return match;
  };
  for (;;) {
    const value = bareItem(next(BARE_ITEM));
    if (value === null) return null;
    const parameters = new Map<string, string | number | boolean>();
    for (let match = next(PARAMETER); match !== null; match = next(PARAMETER)) {
      const told = match[2] === undefined ? true : bareItem(next(BARE_ITEM));
      if (told === null) return null;
      parameters.set(match[1] ?? "", told);
    }
    members.push({ value, parameters });
    if (at === list.length) return members;
    if (next(SEPARATOR) === null) return null;
  }
}

function bareItem(match: RegExpExecArray | null): string | number | boolean | null {
  if (match === null) return null;
  const [, number, string, token, bytes, boolean] = match;
  if (number !== undefined) return Number(number);
  if (string !== undefined) return string.replaceAll(/\\(.)/g, "$1");
  return token ?? bytes ?? boolean === "1";
}
