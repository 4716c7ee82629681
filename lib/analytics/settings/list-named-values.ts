import type { NamedDimension } from "#lib/domain/settings/value-names.ts";
import { findNamedValues } from "#lib/store/settings/find-named-values.ts";
import { findSettings } from "#lib/store/settings/find-settings.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** A value that clients report, and the name given to it; null when it is shown as it is. */
export interface NamedValue {
  readonly value: string;
  readonly name: string | null;
}

/** Values of a dimension, and whether there are more than are listed at once. */
export interface NamedValueList {
  readonly values: readonly NamedValue[];
  readonly isCut: boolean;
}

const MOST_VALUES = 50;

/**
 * Lists values of a dimension that contain the text, by what clients report or by name; nobody where people are not shown by
 * name.
 */
export async function listNamedValues(
  dimension: NamedDimension,
  text: string,
  database = sharedDatabase(),
): Promise<NamedValueList> {
  const { names, people } = await findSettings(database);
  if (dimension === "person" && people !== "name") return { values: [], isCut: false };
  const own = names[dimension];
  const wanted = text.toLowerCase();
  const named = Object.entries(own).flatMap(([value, name]) =>
    name.toLowerCase().includes(wanted) ? [value] : [],
  );
  const found = await findNamedValues(database, dimension, text, named, MOST_VALUES + 1);
  return {
    values: found
      .slice(0, MOST_VALUES)
      .map((value) => ({ value, name: Object.hasOwn(own, value) ? (own[value] ?? null) : null })),
    isCut: found.length > MOST_VALUES,
  };
}
