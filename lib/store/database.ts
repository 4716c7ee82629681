import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "#prisma/generated/client.ts";

/** A pool of connections to the PostgreSQL that holds Roundtrip's tables. */
export type Database = PrismaClient;

/** Opens a pool; connects on first use. Call `$disconnect()` when done. */
export function openDatabase(url: string, maxConnections = 8): Database {
  const adapter = new PrismaPg({ ...connecting(url), max: maxConnections });
  return new PrismaClient({ adapter });
}

/** PostgreSQL looks for deadlocks after a second: who gives up sooner is never the reason that somebody else has to. */
const IMPATIENT = { lock_timeout: 300, statement_timeout: 700 };

/** The same of a single connection whose statements give up before anybody waits long behind their locks. */
export function openImpatientDatabase(url: string): Database {
  const adapter = new PrismaPg({ ...connecting(url), ...IMPATIENT, max: 1 });
  return new PrismaClient({ adapter });
}

function connecting(url: string) {
  return { connectionString: url, application_name: "roundtrip", connectionTimeoutMillis: 5_000 };
}
