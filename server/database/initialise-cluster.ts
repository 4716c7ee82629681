import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { StartError } from "#server/start-error.ts";
import type { PostgresCluster } from "./postgres-server.ts";
import { callAs } from "./postgres-user.ts";

const run = promisify(execFile);

/** Creates an empty cluster whose superuser "roundtrip" has the password in that file. Throws StartError. */
export async function initialiseCluster(
  { binaries, clusterDir, user }: PostgresCluster,
  passwordFile: string,
  sync: boolean,
): Promise<void> {
  const call = callAs(user, binaries.initdb, [
    `--pgdata=${clusterDir}`,
    "--username=roundtrip",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // The same order of text on every system, whatever its locales.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    ...(sync ? [] : ["--no-sync"]),
  ]);
  try {
    await run(call.program, call.args, { cwd: binaries.home, windowsHide: true, ...call.ids });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const reason = /(?:error|FATAL): *(.*)/.exec(stderr ?? "")?.[1] ?? message.split("\n")[0];
    throw new StartError(`The database in ${clusterDir} could not be created: ${reason}`);
  }
}
