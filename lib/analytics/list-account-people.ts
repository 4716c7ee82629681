import { findAccountPeople } from "#lib/store/find-account-people.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** So many round trips are looked at, which takes a moment at any size. */
const AMONG = 20_000;

/** Who was seen with each account (by its hash) in the last 20,000 round trips, those that used it most first. */
export async function listAccountPeople(
  database = sharedDatabase(),
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await findAccountPeople(database, AMONG);
  const byAccount = Map.groupBy(rows, ({ account }) => account);
  return new Map([...byAccount].map(([account, own]) => [account, own.map(({ person }) => person)]));
}
