import type { Figure } from "#lib/domain/figures/figure.ts";

/** What each metric is called on pages, and what its values count. */
export const METRICS: Readonly<
  Record<Figure, { readonly name: string; readonly unit: "ms" | "tokensPerSecond" }>
> = {
  ttftMs: { name: "First token (TTFT)", unit: "ms" },
  ttfoMs: { name: "First output (TTFO)", unit: "ms" },
  e2eMs: { name: "End to end (E2E)", unit: "ms" },
  decodeTokensPerSecond: { name: "Decode rate", unit: "tokensPerSecond" },
  e2eTokensPerSecond: { name: "E2E rate", unit: "tokensPerSecond" },
  streamOpenMs: { name: "Stream open", unit: "ms" },
  connectMs: { name: "Connect", unit: "ms" },
};
