import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { startProcess } from "#tests/support/processes.ts";

const PACKAGE = "@duckdb/node-api@1.5.6-r.1";

/** A column store that runs in this process. */
export interface ColumnStore {
  run(sql: string): Promise<unknown>;
}

interface DuckDb {
  DuckDBInstance: {
    create(
      file: string,
      options: Readonly<Record<string, string>>,
    ): Promise<{ connect(): Promise<Connection> }>;
  };
}

interface Connection {
  runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): unknown }>;
}

/** Opens DuckDB on a file, on as many threads as told. Installs it into `.cache/bench`; null, with a reason said, when it cannot be had. */
export async function openColumnStore(file: string, threads: number): Promise<ColumnStore | null> {
  const folder = resolve(".cache/bench/duckdb");
  if (!existsSync(join(folder, "installed"))) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), '{"private":true}\n');
    const npm = startProcess("npm", ["install", "--no-audit", "--no-fund", PACKAGE], {
      cwd: folder,
      env: process.env as Record<string, string>,
    });
    if ((await npm.ended) !== 0) {
      process.stdout.write(
        `Skipped: ${PACKAGE} cannot be had here (${npm.output().trim().split("\n")[0]})\n`,
      );
      return null;
    }
    await writeFile(join(folder, "installed"), "");
  }
  const { DuckDBInstance } = createRequire(join(folder, "package.json"))("@duckdb/node-api") as DuckDb;
  const instance = await DuckDBInstance.create(file, { threads: String(threads) });
  const connection = await instance.connect();
  return { run: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson() };
}
