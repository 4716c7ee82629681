import { UsageError } from "./usage-error.ts";

/** Whose usage answers can be read: the name for people, and the provider's on the wire. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ["openai", "openai"],
  ["codex", "openai"],
  ["chatgpt", "openai"],
  ["anthropic", "anthropic"],
  ["claude", "anthropic"],
  ["openrouter", "openrouter"],
  ["copilot", "github_copilot"],
  ["github_copilot", "github_copilot"],
]);

/** A provider as the wire names it. Throws UsageError. */
export function usageProvider(name: string | undefined): string {
  const provider = PROVIDERS.get(name ?? "");
  if (provider === undefined)
    throw new UsageError(
      `Say whose answer it is, by --provider and one of: ${[...PROVIDERS.keys()].join(" ")}`,
    );
  return provider;
}
