import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The migrations of this Roundtrip in the form that the schema engine takes. */
export interface Migrations {
  /** Absolute path of the folder. */
  readonly baseDir: string;
  readonly lockfile: { path: string; content: string | null };
  readonly shadowDbInitScript: string;
  readonly migrationDirectories: {
    path: string;
    migrationFile: { path: string; content: { tag: "ok"; value: string } };
  }[];
}

const prismaDir = fileURLToPath(new URL("../../prisma/", import.meta.url));

/** Reads all migrations, oldest first. */
export async function readMigrations(baseDir = join(prismaDir, "migrations")): Promise<Migrations> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.toSorted().map(async (path) => {
      const value = await readFile(join(baseDir, path, "migration.sql"), "utf8");
      return { path, migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value } } };
    }),
  );
  const lockfile = "migration_lock.toml";
  const content = await readFile(join(baseDir, lockfile), "utf8").catch(() => null);
  return { baseDir, lockfile: { path: lockfile, content }, shadowDbInitScript: "", migrationDirectories };
}

/** The content of schema.prisma. */
export async function readSchema(): Promise<string> {
  return await readFile(join(prismaDir, "schema.prisma"), "utf8");
}
