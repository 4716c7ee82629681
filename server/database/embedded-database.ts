import { randomBytes } from "node:crypto";
import {
  access,
  chmod,
  chown,
  constants,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "#server/free-ports.ts";
import { StartError } from "#server/start-error.ts";
import { initialiseCluster } from "./initialise-cluster.ts";
import { findPostgresBinaries, postgresMajor } from "./postgres-binaries.ts";
import {
  type PostgresCluster,
  type PostgresServer,
  startPostgresServer,
  stopOrphan,
} from "./postgres-server.ts";
import { choosePostgresUser } from "./postgres-user.ts";

/** The PostgreSQL in the data directory, prepared but not started. */
export interface EmbeddedDatabase {
  /** Connection string of Roundtrip's own database; the same for the life of this object. */
  readonly url: string;
  /** The same server's maintenance database. */
  readonly adminUrl: string;
  /** Absolute path of PostgreSQL's log. */
  readonly logFile: string;
  /** Whether an earlier Roundtrip had left a server running here, which was stopped. */
  readonly stoppedOrphan: boolean;
  /** Starts the server, always on the same port. Throws StartError. */
  start(): Promise<PostgresServer>;
}

/** How a throw-away cluster differs from a real one. */
export interface EmbeddedDatabaseOptions {
  /** True to trade durability for speed, for tests only. */
  readonly throwAway?: boolean;
}

/**
 * Prepares the cluster in `<dataDir>/postgres`: creates it the first time, stops what an ended Roundtrip left running.
 * Throws StartError when the folder is damaged, of another version of PostgreSQL or not ours.
 */
export async function openEmbeddedDatabase(
  dataDir: string,
  options: EmbeddedDatabaseOptions = {},
): Promise<EmbeddedDatabase> {
  const clusterDir = join(dataDir, "postgres");
  const passwordFile = join(dataDir, "postgres-password");
  const logFile = join(dataDir, "postgres.log");
  const binaries = findPostgresBinaries();
  for (const program of [binaries.initdb, binaries.postgres]) await makeExecutable(program);
  const user = await choosePostgresUser(clusterDir, [binaries.home, dataDir]);
  const settings = options.throwAway === true ? ["fsync=off", "full_page_writes=off"] : [];
  const cluster: PostgresCluster = { clusterDir, logFile, binaries, user, settings };

  let stoppedOrphan = false;
  if (await isMissing(clusterDir)) {
    await writeFile(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
    // An interrupted initialisation leaves the folder under its first name, to be begun anew.
    const unfinished = join(dataDir, "postgres.unfinished");
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o700 });
    const { owner } = user;
    if (owner !== null)
      for (const path of [unfinished, passwordFile]) await chown(path, owner.uid, owner.gid);
    await initialiseCluster({ ...cluster, clusterDir: unfinished }, passwordFile, options.throwAway !== true);
    await rename(unfinished, clusterDir);
  } else {
    await checkVersion(clusterDir);
    stoppedOrphan = await stopOrphan(clusterDir);
  }

  const password = (await readFile(passwordFile, "utf8").catch(() => "")).trim();
  if (password === "") {
    throw new StartError(
      `${passwordFile} is missing or empty: restore it, or move ${dataDir} away to begin anew`,
    );
  }
  const port = await freePort("127.0.0.1");
  const urlOf = (database: string) => `postgresql://roundtrip:${password}@127.0.0.1:${port}/${database}`;
  const start = async () => {
    const server = await startPostgresServer(cluster, port);
    try {
      await createOwnDatabase(urlOf("postgres"));
    } catch (error) {
      await server.stop();
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartError(`The database in ${clusterDir} does not answer (${reason}): see ${logFile}`);
    }
    return server;
  };
  return { url: urlOf("roundtrip"), adminUrl: urlOf("postgres"), logFile, stoppedOrphan, start };
}

async function isMissing(clusterDir: string): Promise<boolean> {
  return stat(clusterDir).then(
    () => false,
    () => true,
  );
}

async function checkVersion(clusterDir: string): Promise<void> {
  const version = (await readFile(join(clusterDir, "PG_VERSION"), "utf8").catch(() => "")).trim();
  if (version === "") {
    throw new StartError(
      `The database in ${clusterDir} is damaged (PG_VERSION is missing): restore a copy, or move the folder away to begin anew`,
    );
  }
  if (version !== postgresMajor) {
    throw new StartError(
      `The database in ${clusterDir} was written by PostgreSQL ${version}, this Roundtrip carries ${postgresMajor}: use the Roundtrip that wrote it, or move the folder away to begin anew`,
    );
  }
}

async function makeExecutable(program: string): Promise<void> {
  await access(program, constants.X_OK).catch(() => chmod(program, 0o755));
}

async function createOwnDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'roundtrip'");
    if (found.rowCount === 0) await client.query("CREATE DATABASE roundtrip");
  } finally {
    await client.end();
  }
}
