import { homedir } from "node:os";
import { join } from "node:path";

/** Where clients keep their own files. */
export interface ClientHomes {
  /** The folder of `sessions` and `auth.json`. */
  readonly codex: string;
  /** The folder of `.claude.json`. */
  readonly claude: string;
}

/** Where the clients themselves look, in this environment. */
export function clientHomes(environment: Readonly<Record<string, string | undefined>>): ClientHomes {
  return {
    codex: environment["CODEX_HOME"] || join(homedir(), ".codex"),
    claude: environment["CLAUDE_CONFIG_DIR"] || homedir(),
  };
}
