import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diffMigrations } from "#server/database/diff-migrations.ts";
import { openEmbeddedDatabase } from "#server/database/embedded-database.ts";
import { readMigrations } from "#server/database/migrations.ts";

const name = process.argv[2] ?? "";
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error("Usage: node scripts/new-migration.ts name_in_snake_case");
  process.exit(1);
}

const dataDir = await mkdtemp(join(tmpdir(), "roundtrip-migration-"));
try {
  const database = await openEmbeddedDatabase(dataDir, { throwAway: true });
  const server = await database.start();
  const sql = await diffMigrations(database.url).finally(() => server.stop());
  if (sql === null) {
    console.error("prisma/schema.prisma and prisma/migrations already agree: nothing to do");
    process.exitCode = 1;
  } else {
    const { baseDir } = await readMigrations();
    const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    const folder = join(baseDir, `${stamp}_${name}`);
    await mkdir(folder);
    await writeFile(join(folder, "migration.sql"), sql);
    await writeFile(join(baseDir, "migration_lock.toml"), 'provider = "postgresql"\n');
    console.log(`Wrote ${join(folder, "migration.sql")}`);
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
