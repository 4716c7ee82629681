import type { ModelVariant } from "#lib/domain/round-trip.ts";

/** How a model really performs under one variant: what any figure about it should come near to. */
export interface ModelProfile extends ModelVariant {
  readonly name: ProfileName;
  readonly provider: string;
  readonly model: string;
  /** What the first token takes with all input cached and nobody else about: the median, in ms. */
  readonly firstTokenMs: number;
  /** How fast input is read that is not cached, in tokens per second; its time comes on top. */
  readonly inputTokensPerSecond: number;
  /** The time to the first token is multiplied by this, whatever it is made of. */
  readonly firstTokenFactor: number;
  /** Standard deviation of the logarithm of the time to the first token from call to call. */
  readonly firstTokenSpread: number;
  /** Median over the calls, in tokens per second after the first. */
  readonly outputTokensPerSecond: number;
  readonly outputSpread: number;
  /** Share of calls that run at a multiple of that rate, and the multiple. */
  readonly burstShare: number;
  readonly burstFactor: number;
  readonly tokensPerEvent: number;
  /** Share of calls that reason, and how many tokens then: the median. */
  readonly reasoningShare: number;
  readonly reasoningTokens: number;
  /** Mean wait in a queue at the busiest hour, in ms, for those who wait. */
  readonly queueMs: number;
  /** Share of calls that are refused at first at the busiest hour. */
  readonly refusedShare: number;
  /** The context is summed up before it grows beyond this, in tokens. */
  readonly contextTokens: number;
  readonly limitFamily: string | null;
}

export type ProfileName =
  | "spark"
  | "codexDefault"
  | "codexPriority"
  | "codexHigh"
  | "general"
  | "mini"
  | "opus"
  | "sonnet"
  | "haiku"
  | "geminiPro"
  | "geminiFlash";

const USUAL = {
  serviceTier: null,
  reasoningEffort: null,
  firstTokenFactor: 1,
  firstTokenSpread: 0.3,
  outputSpread: 0.13,
  burstShare: 0,
  burstFactor: 1,
  tokensPerEvent: 1,
  queueMs: 500,
  refusedShare: 0.045,
  contextTokens: 180_000,
  limitFamily: null,
} as const;

const CODEX = {
  ...USUAL,
  provider: "openai",
  model: "gpt-5.3-codex",
  serviceTier: "default",
  reasoningEffort: "medium",
  firstTokenMs: 550,
  inputTokensPerSecond: 5_000,
  outputTokensPerSecond: 65,
  reasoningShare: 0.5,
  reasoningTokens: 180,
  limitFamily: "codex",
} as const;

const CLAUDE = { ...USUAL, provider: "anthropic", tokensPerEvent: 3 } as const;

const GEMINI = { ...USUAL, provider: "google", tokensPerEvent: 12, contextTokens: 400_000 } as const;

/**
 * Every variant of a history. The codex pair of services differs in nothing but the factor and the rate, so that the
 * ratio between them is known for any kind of work.
 */
export const MODEL_PROFILES: Readonly<Record<ProfileName, ModelProfile>> = {
  spark: {
    ...USUAL,
    name: "spark",
    provider: "openai",
    model: "gpt-5.3-codex-spark",
    serviceTier: "default",
    reasoningEffort: "low",
    firstTokenMs: 170,
    inputTokensPerSecond: 20_000,
    outputTokensPerSecond: 1_000,
    outputSpread: 0.2,
    burstShare: 0.1,
    burstFactor: 2.5,
    tokensPerEvent: 5,
    reasoningShare: 0.25,
    reasoningTokens: 120,
    queueMs: 250,
    refusedShare: 0.09,
    contextTokens: 110_000,
    limitFamily: "codex_bengalfox",
  },
  codexDefault: { ...CODEX, name: "codexDefault" },
  codexPriority: {
    ...CODEX,
    name: "codexPriority",
    serviceTier: "priority",
    firstTokenFactor: 0.75,
    outputTokensPerSecond: 97,
  },
  codexHigh: {
    ...CODEX,
    name: "codexHigh",
    reasoningEffort: "high",
    reasoningShare: 0.9,
    reasoningTokens: 700,
  },
  general: {
    ...CODEX,
    name: "general",
    model: "gpt-5.6",
    firstTokenMs: 500,
    outputTokensPerSecond: 80,
    limitFamily: null,
  },
  mini: {
    ...CODEX,
    name: "mini",
    model: "gpt-5.6-mini",
    reasoningEffort: "low",
    firstTokenMs: 340,
    inputTokensPerSecond: 12_000,
    outputTokensPerSecond: 170,
    reasoningShare: 0.2,
    reasoningTokens: 80,
    limitFamily: null,
  },
  opus: {
    ...CLAUDE,
    name: "opus",
    model: "claude-opus-5-5",
    reasoningEffort: "high",
    firstTokenMs: 1_050,
    inputTokensPerSecond: 6_000,
    outputTokensPerSecond: 58,
    reasoningShare: 0.6,
    reasoningTokens: 300,
  },
  sonnet: {
    ...CLAUDE,
    name: "sonnet",
    model: "claude-sonnet-5",
    reasoningEffort: "medium",
    firstTokenMs: 780,
    inputTokensPerSecond: 8_000,
    outputTokensPerSecond: 78,
    reasoningShare: 0.3,
    reasoningTokens: 180,
  },
  haiku: {
    ...CLAUDE,
    name: "haiku",
    model: "claude-haiku-4-5",
    firstTokenMs: 430,
    inputTokensPerSecond: 14_000,
    outputTokensPerSecond: 150,
    reasoningShare: 0,
    reasoningTokens: 0,
  },
  geminiPro: {
    ...GEMINI,
    name: "geminiPro",
    model: "gemini-2.5-pro",
    firstTokenMs: 1_300,
    inputTokensPerSecond: 12_000,
    outputTokensPerSecond: 95,
    reasoningShare: 0.8,
    reasoningTokens: 250,
  },
  geminiFlash: {
    ...GEMINI,
    name: "geminiFlash",
    model: "gemini-2.5-flash",
    firstTokenMs: 420,
    inputTokensPerSecond: 25_000,
    outputTokensPerSecond: 210,
    reasoningShare: 0.3,
    reasoningTokens: 100,
  },
};
