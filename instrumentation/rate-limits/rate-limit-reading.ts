/** One observation of one bucket: one counted resource of one limit family over one window. Unknown is null. */
export interface RateLimitReading {
  /** The limit family, such as `requests`, `codex_bengalfox` or `unified`; never a position like "primary". */
  readonly family: string;
  /** A name for people that the provider gave, such as `GPT-5.3-Codex-Spark`. */
  readonly familyName: string | null;
  /** Length of the window; null when nobody says. */
  readonly windowMinutes: number | null;
  readonly windowKind: "fixed" | "sliding" | "bucket" | "unknown";
  readonly unit: "requests" | "tokens" | "input" | "output" | "percent" | "credits" | "concurrency";
  /** In `unit`; a percentage is never turned into tokens. */
  readonly limit: number | null;
  readonly remaining: number | null;
  /** 0 to 1, and above 1 when more was used than allowed. */
  readonly usedFraction: number | null;
  /** Unix ms. */
  readonly resetsAtMs: number | null;
  /** As the provider words it, such as `allowed_warning` or `rejected`. */
  readonly status: string | null;
  /** Whether the provider says that this bucket is the one that decides now. */
  readonly binding: boolean;
  /** `file` is what a client wrote down of it: Codex in its session files. */
  readonly source: "header" | "event" | "body" | "usage" | "prose" | "file";
  /** The values as they came, `name: value` joined by `; `: header names and numbers, never content. */
  readonly raw: string;
}

/** Why an attempt was refused: too fast, the provider is full, a quota or money is spent, too much at once. */
export type ThrottleClass = "rate" | "capacity" | "quota" | "concurrency";

/** What a refusal says. */
export interface Throttle {
  readonly class: ThrottleClass;
  /** The provider's own code or type, such as `rate_limit_exceeded`. */
  readonly code: string | null;
  /** The advertised wait in ms, from the moment of the answer; null when none was told. */
  readonly retryAfterMs: number | null;
  /** What the provider says about trying again (`x-should-retry`, terminal codes); null when it says nothing. */
  readonly retryable: boolean | null;
}
