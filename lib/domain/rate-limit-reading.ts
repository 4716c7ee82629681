export const RATE_LIMIT_UNITS = [
  "requests",
  "tokens",
  "input",
  "output",
  "percent",
  "credits",
  "concurrency",
] as const;

export type RateLimitUnit = (typeof RATE_LIMIT_UNITS)[number];

export const RATE_LIMIT_WINDOW_KINDS = ["fixed", "sliding", "bucket", "unknown"] as const;

/** Where a provider told it: a header, an event of the stream, the body, a usage page, a sentence, or a client's own file. */
export const RATE_LIMIT_SOURCES = ["header", "event", "body", "usage", "prose", "file"] as const;

/** One observation of one bucket: one counted resource of one limit family over one window. Unknown is null. */
export interface RateLimitReading {
  /** Natural key: equal for the same reading reported twice. */
  readonly id: string;
  readonly provider: string;
  /** A hash of what names the account; never the account. */
  readonly account: string | null;
  readonly family: string;
  /** A name for people that the provider gave. */
  readonly familyName: string | null;
  /** Length of the window. */
  readonly windowMinutes: number | null;
  readonly windowKind: (typeof RATE_LIMIT_WINDOW_KINDS)[number];
  readonly unit: RateLimitUnit;
  /** In `unit`. */
  readonly limit: number | null;
  readonly remaining: number | null;
  /** 0 to 1, and above 1 when more was used than allowed. */
  readonly usedFraction: number | null;
  /** Unix ms. */
  readonly resetsAtMs: number | null;
  /** As the provider words it. */
  readonly status: string | null;
  /** Whether the provider says that this bucket is the one that decides now. */
  readonly isBinding: boolean;
  readonly source: (typeof RATE_LIMIT_SOURCES)[number];
  /** The session that heard it. */
  readonly sessionId: string | null;
  /** As it came: names of headers and their values, joined by `; `. Empty when it did not look like that. */
  readonly raw: string;
  /** Unix ms. */
  readonly observedAtMs: number;
}
