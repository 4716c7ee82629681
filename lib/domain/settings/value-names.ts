/** Of what dimensions values can be shown by another name. */
export const NAMED_DIMENSIONS = ["person", "team", "repository", "client"] as const;

export type NamedDimension = (typeof NAMED_DIMENSIONS)[number];

/** The names to show, by dimension and value. What is not there is shown as it is. */
export type ValueNames = Readonly<Record<NamedDimension, Readonly<Record<string, string>>>>;

/** Of a name, in characters. */
export const VALUE_NAME_MAX_LENGTH = 100;

/** No names at all. */
export const NO_NAMES: ValueNames = { person: {}, team: {}, repository: {}, client: {} };

/** What is the matter with a name, as a sentence without a full stop; null when it is good. */
export function valueNameProblem(name: string): string | null {
  if (name.length > VALUE_NAME_MAX_LENGTH) return `It is longer than ${VALUE_NAME_MAX_LENGTH} characters`;
  if (name === "–") return '"–" stands for what is unknown';
  return /[\p{Cc}\p{Cf}]/u.test(name) ? "It has characters that cannot be seen" : null;
}

/** Names with some of one dimension changed; an empty name, or the value itself, takes the name away. */
export function renameValues(
  names: ValueNames,
  dimension: NamedDimension,
  changes: ReadonlyMap<string, string>,
): ValueNames {
  const own = new Map(Object.entries(names[dimension]));
  for (const [value, given] of changes) {
    const name = given.trim();
    if (name === "" || name === value) own.delete(value);
    else own.set(value, name);
  }
  return { ...names, [dimension]: Object.fromEntries(own) };
}
