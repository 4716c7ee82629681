import type { Dimension, RoundTripFilters } from "../round-trip-filter.ts";
import type { PeopleShown } from "./saved-settings.ts";
import { NAMED_DIMENSIONS, type NamedDimension, NO_NAMES, type ValueNames } from "./value-names.ts";

// How stored values are shown, and what is meant by those that a reader gives back. The "told" value of a person is
// what answers and addresses have of them: the stored one, a pseudonym, or nothing. All else is told as it is stored. A
// name is what stands for a told value on pages and in answers.

/** Fewer people than this are not told apart in pseudonymous mode. */
export const SMALL_GROUP = 5;

/** By what groups of people are looked at. */
const GROUP_FIELDS = ["client", "team", "repository"] as const;

/** A person, and the groups that round trips of theirs belong to. */
export interface PersonInGroups extends Readonly<Record<(typeof GROUP_FIELDS)[number], string | null>> {
  readonly person: string;
}

/** How values are shown. */
export interface Presentation {
  readonly people: PeopleShown;
  readonly names: ValueNames;
  /** By the stored name of each person; empty unless people are shown by pseudonyms. */
  readonly pseudonyms: ReadonlyMap<string, string>;
  /** Who is in which groups; empty unless people are shown by pseudonyms. */
  readonly groups: readonly PersonInGroups[];
  /** The values of those groups that are large enough to be told apart by person. */
  readonly large: Readonly<Record<(typeof GROUP_FIELDS)[number], ReadonlySet<string>>>;
}

/** What no client calls anybody: a filter by it matches nothing. */
const NOBODY = "\u0007nobody";

/** Builds a presentation. */
export function presentationOf(
  people: PeopleShown,
  names: ValueNames,
  pseudonyms: ReadonlyMap<string, string> = new Map(),
  groups: readonly PersonInGroups[] = [],
): Presentation {
  const largeBy = (field: (typeof GROUP_FIELDS)[number]): ReadonlySet<string> =>
    new Set(
      [...Map.groupBy(groups, (one) => one[field])].flatMap(([value, own]) =>
        value !== null && countPeople(own) >= SMALL_GROUP ? [value] : [],
      ),
    );
  const large = { client: largeBy("client"), team: largeBy("team"), repository: largeBy("repository") };
  return { people, names, pseudonyms, groups, large };
}

/** Everything as it is stored. */
export const AS_STORED: Presentation = {
  people: "name",
  names: NO_NAMES,
  pseudonyms: new Map(),
  groups: [],
  large: { client: new Set(), team: new Set(), repository: new Set() },
};

/** The name under which a told value is shown; the value itself where nobody gave another. */
export function nameOfValue<T extends string | null>(
  { names, people }: Presentation,
  dimension: string,
  value: T,
): T | string {
  if (value === null || !isNamed(dimension) || (dimension === "person" && people !== "name")) return value;
  return Object.hasOwn(names[dimension], value) ? (names[dimension][value] ?? value) : value;
}

/** What is told of a person wherever they stand on their own; null where nothing is. */
export function tellPerson({ people, pseudonyms }: Presentation, person: string | null): string | null {
  if (person === null || people === "hidden") return null;
  return people === "name" ? person : (pseudonyms.get(person) ?? null);
}

/** What is told of the person of a row that also tells their groups: in pseudonymous mode nothing if one of those is small. */
export function tellPersonIn(
  presentation: Presentation,
  row: { readonly person: string | null; readonly client?: string | null } & Partial<
    Readonly<Record<(typeof GROUP_FIELDS)[number], string | null>>
  >,
): string | null {
  const isSmall =
    presentation.people === "pseudonym" &&
    GROUP_FIELDS.some((field) => row[field] != null && !presentation.large[field].has(row[field]));
  return isSmall ? null : tellPerson(presentation, row.person);
}

/** Whether so many people of an answer are to be told as one group. */
export function foldsPeople({ people }: Presentation, count: number, filters: RoundTripFilters): boolean {
  if (people === "hidden") return true;
  const isAskedFor = (filters.person?.length ?? 0) > 0;
  return people === "pseudonym" && count < SMALL_GROUP && !isAskedFor;
}

/**
 * The filters that a reader means, in stored values: of people by what is told of them, of all else by the stored value or
 * the name shown for it. In pseudonymous mode, who asks for a person gets what that person did in large groups only, and
 * nothing when all that is asked for besides leaves a small group.
 */
export function storedFilters(presentation: Presentation, filters: RoundTripFilters): RoundTripFilters {
  const meant: Partial<Record<Dimension, readonly (string | null)[]>> = { ...filters };
  for (const dimension of NAMED_DIMENSIONS) {
    const wanted = filters[dimension];
    if (wanted === undefined || (dimension === "person" && presentation.people !== "name")) continue;
    meant[dimension] = withNamesakes(presentation.names[dimension], wanted);
  }
  const people = filters.person ?? [];
  if (people.length === 0 || presentation.people === "name") return meant;
  const asked = storedPeople(presentation, people);
  if (asked.every((person) => person === null)) return { ...meant, person: asked };
  return { ...meant, person: asked, ...withinLargeGroups(presentation, meant) };
}

function storedPeople(
  { people, pseudonyms }: Presentation,
  wanted: readonly (string | null)[],
): readonly (string | null)[] {
  if (people === "hidden") return [NOBODY];
  const found = [...pseudonyms].flatMap(([person, pseudonym]) =>
    wanted.includes(pseudonym) ? [person] : [],
  );
  const unknown = wanted.includes(null) ? [null] : [];
  return found.length + unknown.length === 0 ? [NOBODY] : [...found, ...unknown];
}

/** What else to filter by so that only large groups are left; nobody where all that is asked for is a small one. */
function withinLargeGroups({ groups, large }: Presentation, meant: RoundTripFilters): RoundTripFilters {
  const isAsked = (field: (typeof GROUP_FIELDS)[number]) => (meant[field]?.length ?? 0) > 0;
  const within = groups.filter((one) =>
    GROUP_FIELDS.every((field) => !isAsked(field) || meant[field]?.includes(one[field])),
  );
  if (countPeople(within) < SMALL_GROUP) return { person: [NOBODY] };
  const kept = GROUP_FIELDS.map((field) => {
    const values = [...new Set(within.map((one) => one[field]))];
    const wide = values.filter((value) => value === null || large[field].has(value));
    return { field, wide, isNarrower: wide.length < values.length };
  });
  if (kept.some(({ wide }) => wide.length === 0)) return { person: [NOBODY] };
  return Object.fromEntries(
    kept.flatMap(({ field, wide, isNarrower }) => (isNarrower ? [[field, wide]] : [])),
  );
}

function withNamesakes(
  names: Readonly<Record<string, string>>,
  wanted: readonly (string | null)[],
): readonly (string | null)[] {
  const namesakes = Object.entries(names).flatMap(([value, name]) => (wanted.includes(name) ? [value] : []));
  return [...new Set([...wanted, ...namesakes])];
}

function countPeople(groups: readonly PersonInGroups[]): number {
  return new Set(groups.map(({ person }) => person)).size;
}

function isNamed(dimension: string): dimension is NamedDimension {
  return (NAMED_DIMENSIONS as readonly string[]).includes(dimension);
}
