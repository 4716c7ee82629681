import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { StartError } from "#server/start-error.ts";

const run = promisify(execFile);

/** As whom the programs of PostgreSQL run: it refuses to be root. */
export interface PostgresUser {
  /** Who owns the cluster; null: the user of this process. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** Program and arguments that become the owner and start the program after them; empty: spawn as the owner. */
  readonly launcher: readonly string[];
}

/**
 * Decides as whom PostgreSQL runs. For root that is the owner of an existing cluster or the user "postgres", created
 * if needed. `folders` must be reachable for that user. Throws StartError when there is no such user or way.
 */
export async function choosePostgresUser(
  clusterDir: string,
  folders: readonly string[],
): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return { owner: null, launcher: [] };
  const owner = await stat(clusterDir).catch(() => null);
  const ids =
    owner !== null && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : await findOrCreateUser();
  const closed = await findClosedFolder(folders, ids);
  if (closed === null) return { owner: ids, launcher: [] };
  const launcher = await passThroughClosedFolders(ids);
  if (launcher !== null) return { owner: ids, launcher };
  throw new StartError(
    `PostgreSQL cannot run as root, and its user cannot enter ${closed}: move Roundtrip and its data directory elsewhere, start it as another user, or set DATABASE_URL`,
  );
}

async function findOrCreateUser(): Promise<{ uid: number; gid: number }> {
  const find = async () => {
    const [uid, gid] = await Promise.all([run("id", ["-u", "postgres"]), run("id", ["-g", "postgres"])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  };
  try {
    return await find();
  } catch {
    try {
      await run("useradd", [
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        "postgres",
      ]);
      return await find();
    } catch {
      throw new StartError(
        'PostgreSQL cannot run as root, and a user "postgres" could not be created: start Roundtrip as another user, or set DATABASE_URL',
      );
    }
  }
}

/** The first folder on the way to one of `folders` that this user may not enter; null when all are open. */
async function findClosedFolder(
  folders: readonly string[],
  ids: { uid: number; gid: number },
): Promise<string | null> {
  for (const folder of folders) {
    for (let at = resolve(folder); ; at = dirname(at)) {
      const found = await stat(at).catch(() => null);
      if (found !== null) {
        const enter = found.uid === ids.uid ? 0o100 : found.gid === ids.gid ? 0o010 : 0o001;
        if ((found.mode & enter) === 0) return at;
      }
      if (at === dirname(at)) break;
    }
  }
  return null;
}

/**
 * A way to run as that user and still pass folders closed to it, such as a 0700 /root: Linux lets root hand on the
 * single capability for it. Null where there is none.
 */
async function passThroughClosedFolders(ids: {
  uid: number;
  gid: number;
}): Promise<readonly string[] | null> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  const capability = effective & 4n ? "dac_read_search" : effective & 2n ? "dac_override" : null;
  if (capability === null) return null;
  const launcher = [
    "setpriv",
    `--reuid=${ids.uid}`,
    `--regid=${ids.gid}`,
    "--clear-groups",
    `--inh-caps=+${capability}`,
    `--ambient-caps=+${capability}`,
  ];
  const works = await run("setpriv", [...launcher.slice(1), "true"]).then(
    () => true,
    () => false,
  );
  return works ? launcher : null;
}

/** Completes a call of a PostgreSQL program so that it runs as its user. */
export function callAs(user: PostgresUser, program: string, args: readonly string[]) {
  const [first = program, ...rest] = [...user.launcher, program, ...args];
  return { program: first, args: rest, ids: user.launcher.length === 0 ? (user.owner ?? {}) : {} };
}
