import { accountNamed } from "#instrumentation/rate-limits/account.ts";
import { readUsageAnswer } from "#instrumentation/rate-limits/read-usage-answer.ts";
import { parseJson } from "#instrumentation/reading/json-fields.ts";
import { startReadingSender } from "#instrumentation/reporting/start-reading-sender.ts";
import { readClaudeLogin, readCodexLogin } from "#instrumentation/watch/read-login.ts";
import { clientHomes } from "./client-homes.ts";
import { collectorUrl } from "./collector-url.ts";
import { describeWindows } from "./describe-windows.ts";
import { print } from "./print.ts";
import { readFlags } from "./read-flags.ts";
import { readInput } from "./read-input.ts";
import { sessionOfStatus } from "./status-session.ts";
import { HELP } from "./texts.ts";
import { UsageError } from "./usage-error.ts";
import { usageProvider } from "./usage-provider.ts";

/** Sends what a provider's usage answer on the standard input says about limits. Throws UsageError. */
export async function runUsage(args: readonly string[]): Promise<void> {
  const flags = readFlags(args, {
    provider: { type: "string", short: "p" },
    account: { type: "string", short: "a" },
    help: { type: "boolean", short: "h" },
  });
  if (flags.help === true) {
    print(HELP);
    return;
  }
  const provider = usageProvider(flags.provider);
  const body = parseJson(await readInput());
  const observedAtMs = Date.now();
  const readings = readUsageAnswer(provider, body, observedAtMs);
  if (readings.length === 0)
    throw new UsageError(`What came on the standard input says nothing about limits of ${provider}`);
  const account =
    flags.account === undefined ? await ownAccount(provider) : accountNamed(provider, flags.account);
  const session = provider === "anthropic" ? sessionOfStatus(body) : null;
  const origin = {
    provider,
    account,
    model: null,
    sessionId: session,
    clientName: session === null ? null : "claude-cli",
    statusCode: null,
  };
  const collector = collectorUrl(process.env);
  const sender = startReadingSender({ serviceName: "roundtrip-usage", endpoint: collector });
  const isSent = await sender.send(readings.map((reading) => ({ reading, origin, observedAtMs })));
  if (!isSent) throw new UsageError(`The collector at ${collector} did not take it`);
  for (const [family, of] of Map.groupBy(readings, (reading) => reading.family))
    print(`${provider} ${family} ${describeWindows(of)}`.trim());
}

/** Of the client that is logged in on this machine. */
async function ownAccount(provider: string): Promise<string | null> {
  const homes = clientHomes(process.env);
  if (provider === "openai") return readCodexLogin(homes.codex);
  return provider === "anthropic" ? readClaudeLogin(homes.claude) : null;
}
