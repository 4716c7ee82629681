import { makeReading } from "./make-reading.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

const UNITS: Readonly<Record<string, RateLimitReading["unit"]>> = {
  R: "requests",
  T: "tokens",
  IT: "input",
  OT: "output",
};

const FAMILIES: Readonly<Record<string, string>> = {
  R: "requests",
  T: "tokens",
  IT: "input_tokens",
  OT: "output_tokens",
};

const WINDOW_MINUTES: Readonly<Record<string, number>> = { M: 1, H: 60, D: 1_440 };

/**
 * Reads a sentence such as "… on requests per minute (RPM): Limit 30, Used 30, Requested 1 …": the only place in which
 * OpenAI and Groq name the bucket that was full. Nothing of the sentence but its numbers is kept.
 */
export function readLimitProse(message: unknown): RateLimitReading[] {
  if (typeof message !== "string") return [];
  const [, counted, per, limitText, usedText] =
    /\((R|T|IT|OT)P([MHD])\):? Limit:? ([\d,]{1,15})(?:[,.;]? Used:? ([\d,]{1,15}))?/.exec(
      message.slice(0, 2_000),
    ) ?? [];
  const unit = UNITS[counted ?? ""];
  const limit = numberOf(limitText);
  if (counted === undefined || unit === undefined || limit === null) return [];
  const used = numberOf(usedText);
  return [
    makeReading({
      family: FAMILIES[counted] ?? unit,
      unit,
      windowMinutes: WINDOW_MINUTES[per ?? ""] ?? null,
      limit,
      remaining: used === null ? null : Math.max(0, limit - used),
      usedFraction: used === null || limit === 0 ? null : used / limit,
      binding: true,
      source: "prose",
      raw: `${counted}P${per}: Limit ${limit}${used === null ? "" : `, Used ${used}`}`,
    }),
  ];
}

function numberOf(text: string | undefined): number | null {
  const digits = text?.replaceAll(",", "") ?? "";
  return digits === "" ? null : Number(digits);
}
