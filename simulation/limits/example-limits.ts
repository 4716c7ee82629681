import type { LimitsConfiguration } from "./limits-configuration.ts";

/**
 * Limits to look at, small enough to be met by hand: two Codex families of five hours and a week, of which the general
 * one blocks the fast one when it is spent, and calls per minute for Claude.
 */
export const EXAMPLE_LIMITS: LimitsConfiguration = {
  planType: "pro",
  families: [
    {
      family: "codex",
      models: ["*"],
      limits: [
        { kind: "fixed", unit: "percent", windowMinutes: 300, limit: 100_000, begins: "firstUse" },
        { kind: "fixed", unit: "percent", windowMinutes: 10_080, limit: 1_000_000, begins: "firstUse" },
        { kind: "concurrency", limit: 8 },
      ],
    },
    {
      family: "codex_bengalfox",
      name: "GPT-5.3-Codex-Spark",
      models: ["gpt-5.3-codex-spark"],
      gatedBy: ["codex"],
      limits: [
        { kind: "fixed", unit: "percent", windowMinutes: 300, limit: 50_000, begins: "firstUse" },
        { kind: "fixed", unit: "percent", windowMinutes: 10_080, limit: 500_000, begins: "firstUse" },
        { kind: "sliding", unit: "requests", windowMinutes: 1, limit: 30 },
      ],
    },
    {
      family: "claude",
      models: ["claude-opus-5-5"],
      limits: [
        { kind: "bucket", unit: "requests", capacity: 10, refillPerMinute: 10 },
        { kind: "bucket", unit: "input", capacity: 40_000, refillPerMinute: 40_000 },
        { kind: "bucket", unit: "output", capacity: 8_000, refillPerMinute: 8_000 },
      ],
    },
  ],
};
