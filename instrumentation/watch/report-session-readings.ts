import type { ReadingReport, ReadingSender } from "../reporting/start-reading-sender.ts";
import { readCodexLogin } from "./read-login.ts";
import { readLoginProviders } from "./read-login-providers.ts";
import type { Deliver, ToldReading } from "./session-file.ts";

/** Hands what Codex wrote down to a collector, as what it is: limits of OpenAI's, of the account that Codex used. */
export function reportSessionReadings(home: string, sender: ReadingSender): Deliver {
  return async (told) => {
    const [login, providers] = [await readCodexLogin(home), await readLoginProviders(home)];
    return sender.send(told.map((one) => reportOf(one, login, providers)));
  };
}

function reportOf(
  { facts, reading, observedAtMs }: ToldReading,
  login: string | null,
  providers: ReadonlySet<string>,
): ReadingReport {
  // A provider of somebody's own has a key of its own, which nobody names here.
  const usesLogin = facts.provider === null || providers.has(facts.provider);
  return {
    reading,
    observedAtMs,
    origin: {
      provider: "openai",
      account: usesLogin ? (facts.account ?? login) : null,
      model: null,
      sessionId: facts.sessionId,
      clientName: facts.clientName,
      statusCode: null,
    },
  };
}
