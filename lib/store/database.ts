import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "#prisma/generated/client.ts";

/** A pool of connections to the PostgreSQL that holds Roundtrip's tables. */
export type Database = PrismaClient;

/** Opens a pool; connects on first use. Call `$disconnect()` when done. */
export function openDatabase(url: string, maxConnections = 8): Database {
  const adapter = new PrismaPg({
    connectionString: url,
    max: maxConnections,
    application_name: "roundtrip",
    connectionTimeoutMillis: 5_000,
  });
  return new PrismaClient({ adapter });
}
