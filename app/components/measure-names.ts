/** What each number is called that round trips are compared by. */
export const MEASURE_NAMES: Readonly<Record<string, string>> = {
  attempts: "Attempts",
  inputTokens: "Input tokens",
  cachedInputTokens: "Cached input tokens",
  uncachedInputTokens: "Uncached input tokens",
  outputTokens: "Output tokens",
  reasoningTokens: "Reasoning tokens",
  connectMs: "Connect",
  serverMs: "Server time",
  streamOpenMs: "Stream open",
  ttftMs: "TTFT",
  ttfoMs: "TTFO",
  e2eMs: "E2E",
  decodeTokensPerSecond: "Decode rate",
  stalls: "Stalls",
  stalledMs: "Stalled time",
  gapMaxMs: "Longest gap",
};
