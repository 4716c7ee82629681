import { foldsPeople, nameOfValue, tellPerson } from "#lib/domain/settings/presentation.ts";
import { findAccountPeople } from "#lib/store/find-account-people.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { showValues } from "./show-values.ts";

/** So many round trips are looked at, which takes a moment at any size. */
const AMONG = 20_000;

/**
 * Who was seen with each account (by its hash) in the last 20,000 round trips, those that used it most first; nobody where
 * privacy does not let them be told apart.
 */
export async function listAccountPeople(
  database = sharedDatabase(),
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [rows, presentation] = await Promise.all([findAccountPeople(database, AMONG), showValues(database)]);
  const byAccount = Map.groupBy(rows, ({ account }) => account);
  return new Map(
    [...byAccount].map(([account, own]) => [
      account,
      foldsPeople(presentation, own.length, {})
        ? []
        : own.flatMap(
            ({ person }) => nameOfValue(presentation, "person", tellPerson(presentation, person)) ?? [],
          ),
    ]),
  );
}
