import type { ReadingReport, ReadingSender } from "../reporting/start-reading-sender.ts";
import { readCodexLogin } from "./read-login.ts";
import type { Deliver, ToldReading } from "./session-file.ts";

/** Hands what Codex wrote down to a collector, as what it is: limits of OpenAI's, of the account that Codex used. */
export function reportSessionReadings(home: string, sender: ReadingSender): Deliver {
  return async (told) => {
    const login = await readCodexLogin(home);
    return sender.send(told.map((one) => reportOf(one, login)));
  };
}

function reportOf({ facts, reading, observedAtMs }: ToldReading, login: string | null): ReadingReport {
  return {
    reading,
    observedAtMs,
    origin: {
      provider: "openai",
      // A provider of somebody's own has a key of its own, which nobody names here.
      account: facts.usesLogin ? (facts.account ?? login) : null,
      model: null,
      sessionId: facts.sessionId,
      clientName: facts.clientName,
      statusCode: null,
    },
  };
}
