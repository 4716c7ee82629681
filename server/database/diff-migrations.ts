import pg from "pg";
import { engineAdapter } from "./engine-adapter.ts";
import { migrate } from "./migrate.ts";
import { readSchema } from "./migrations.ts";
import { openSchemaEngine } from "./schema-engine.ts";

/**
 * The SQL that leads from the migrations to schema.prisma; null when they agree. Applies the migrations to the empty
 * database at `url` to find out.
 */
export async function diffMigrations(url: string): Promise<string | null> {
  await migrate(url);
  const content = await readSchema();
  const files = [{ path: "schema.prisma", content }];
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("BEGIN");
  const engine = await openSchemaEngine(engineAdapter(client), content);
  try {
    const { stdout, exitCode } = await engine.diff({
      from: { tag: "schemaDatasource", files, configDir: "" },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 2 ? stdout : null;
  } finally {
    engine.free();
    await client.end();
  }
}
