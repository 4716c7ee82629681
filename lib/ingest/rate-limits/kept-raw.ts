/** Longer than what any provider sends about one bucket. */
const LENGTH_MAX = 512;

/** `name: value`, of a header or a field; the value may be missing, and "…" stands for one that the sender left out. */
const NAMED_VALUE = /^([a-z][a-z0-9_.-]{0,79}):( ?[\w.:;,=%&+"?*/ -]{0,160}| …)$/i;

/** What a list in a structured header goes on with, such as `r=50` or `"day";q=100`. */
const CONTINUATION = /^[\w."-]{1,40}(;?[\w-]{1,20}=[\w.%"-]{1,40}){1,6}$/i;

/** Names that have to do with limits; anything else is not what it says it is. */
const ABOUT_LIMITS =
  /limit|remain|reset|retry|quota|used|usage|window|credit|plan|bucket|primary|secondary|status|utili|capacity|fallback|overage|balance|allow/i;

/** A date has three words without a digit; a sentence has more. */
const WORDS_MAX = 3;

/**
 * What came beside a reading, as it came: `name: value` of limits' own words, joined by `; `. Empty when any part looks
 * like anything else, since then nobody knows what it is.
 */
export function keptRaw(value: unknown): string {
  if (typeof value !== "string" || value.length > LENGTH_MAX) return "";
  const parts = value.split("; ").filter((part) => part !== "");
  const isKept = parts.every((part, index) => isAboutLimits(part) || (index > 0 && CONTINUATION.test(part)));
  return isKept ? value : "";
}

function isAboutLimits(part: string): boolean {
  const [, name = "", value = ""] = NAMED_VALUE.exec(part) ?? [];
  const words = value.split(" ").filter((word) => /[a-z]/i.test(word) && !/[\d=]/.test(word));
  return ABOUT_LIMITS.test(name) && words.length <= WORDS_MAX;
}
