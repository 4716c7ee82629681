import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openEmbeddedDatabase } from "#server/database/embedded-database.ts";
import { migrate } from "#server/database/migrate.ts";

// Runs as a process of its own beside a test: when the test ends, however it ends, the channel closes and so does this.
const dataDir = await mkdtemp(join(tmpdir(), "roundtrip-test-"));
let stop: () => Promise<void> = async () => undefined;
const end = async () => {
  try {
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  } finally {
    process.exit();
  }
};
process.once("disconnect", () => void end());
process.once("SIGTERM", () => process.disconnect());
// A Ctrl-C reaches this process too; the test decides when it is over.
process.on("SIGINT", () => undefined);

try {
  const database = await openEmbeddedDatabase(dataDir, { throwAway: true });
  const server = await database.start();
  stop = () => server.stop();
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await admin.query("CREATE DATABASE migrated");
  await admin.end();
  const template = new URL(database.adminUrl);
  template.pathname = "/migrated";
  await migrate(template.href);
  process.send?.({ url: database.adminUrl });
} catch (error) {
  process.send?.({ error: String(error) });
}
if (!process.connected) await end();
