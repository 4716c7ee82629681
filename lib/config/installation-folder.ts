import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folder of this Roundtrip, for commands to be copied; a path to be filled in when it was started from elsewhere. */
export function installationFolder(): string {
  const folder = process.cwd();
  return existsSync(join(/* turbopackIgnore: true */ folder, "cli", "roundtrip.mjs"))
    ? folder
    : "/path/to/roundtrip";
}
