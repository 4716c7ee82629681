import pg from "pg";
import { StartError } from "#server/start-error.ts";

const oldestVersion = 15;

/** Connects to the server that DATABASE_URL names and returns its version, such as "17.2". Throws StartError. */
export async function checkExternalDatabase(url: string): Promise<string> {
  const place = describePlace(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  let version: string;
  try {
    await client.connect();
    const { rows } = await client.query("SHOW server_version");
    version = String(rows[0]?.server_version).split(" ")[0] ?? "";
  } catch (error) {
    throw new StartError(`DATABASE_URL does not work: ${place} says "${describe(error)}"`);
  } finally {
    await client.end().catch(() => undefined);
  }
  if (Number.parseInt(version, 10) < oldestVersion) {
    throw new StartError(
      `DATABASE_URL leads to PostgreSQL ${version} at ${place}: ${oldestVersion} or newer is needed`,
    );
  }
  return version;
}

/** Host, port and database without user and password. */
function describePlace(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    throw new StartError(
      "DATABASE_URL is not a URL: it must look like postgresql://user:password@host:5432/database",
    );
  }
}

function describe(error: unknown): string {
  // A name with several addresses fails with one error for each and no message of its own.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const message = first instanceof Error ? first.message : String(first);
  return message.split("\n")[0] ?? "";
}
