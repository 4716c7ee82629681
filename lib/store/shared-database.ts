import { readSettings } from "#lib/config/settings.ts";
import { type Database, openDatabase } from "./database.ts";
import { DatabaseUnreachableError } from "./read-rows.ts";

// Kept on the global object, because a development server loads modules anew at every change.
const keeper = globalThis as { roundtripDatabase?: Database };

/** The pool that everything in a dashboard process shares. Throws DatabaseUnreachableError when no address is set. */
export function sharedDatabase(): Database {
  if (keeper.roundtripDatabase) return keeper.roundtripDatabase;
  const { databaseUrl } = readSettings();
  if (databaseUrl === null) throw new DatabaseUnreachableError("DATABASE_URL is not set for the dashboard");
  keeper.roundtripDatabase = openDatabase(databaseUrl);
  return keeper.roundtripDatabase;
}
