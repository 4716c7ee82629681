import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The providers, by their names in Codex's configuration, whose calls are made with Codex's own login: `openai`, and those
 * of somebody's own that say so, as a proxy does. `home` is Codex's folder, in which `config.toml` lies.
 */
export async function readLoginProviders(home: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(home, "config.toml"), "utf8").catch(() => "");
  const providers = new Set(["openai"]);
  let section: string | null = null;
  for (const line of text.split("\n")) {
    if (/^\s*\[/.test(line)) section = /^\s*\[model_providers\."?([\w.-]+)"?\]/.exec(line)?.[1] ?? null;
    else if (section !== null && /^\s*requires_openai_auth\s*=\s*true\b/.test(line)) providers.add(section);
  }
  return providers;
}
