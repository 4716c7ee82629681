import type { TokenUsage } from "../recording/exchange-record.ts";
import { GapRecorder } from "../recording/gap-recorder.ts";

/** What a token-bearing event carries: reasoning as it was thought, a summary of it, or what the user or a tool gets. */
export type TokenKind = "reasoning" | "summary" | "output";

/** What a response says while it is read; everything but the counts is null until it was said. Times as the reader's. */
export class ResponseFacts {
  firstEventAtMs: number | null = null;
  firstTokenAtMs: number | null = null;
  firstOutputAtMs: number | null = null;
  lastTokenAtMs: number | null = null;
  tokenEvents = 0;
  reasoningStreamed = false;
  summaryStreamed = false;
  /** Lengths of the payloads: of the first token-bearing event, and of all. */
  firstLength = 0;
  totalLength = 0;
  readonly gaps = new GapRecorder();

  responseId: string | null = null;
  model: string | null = null;
  servedTier: string | null = null;
  reasoningEffort: string | null = null;
  finishReason: string | null = null;
  usage: TokenUsage | null = null;
  /** Whether the response said that it is over, as its protocol does. */
  isTerminated = false;
  /** The error that ended it, as the provider words it; read for its class and dropped. */
  error: unknown = null;
  /** What the provider took itself, in ms, and where it says so. */
  serverMs: number | null = null;
  serverTimeSource: string | null = null;
  /** Events that tell of rate limits. */
  readonly rateLimitEvents: unknown[] = [];
  /** Part of it could not be read. */
  isIncomplete = false;

  /** A token-bearing event whose payload has that length. */
  token(kind: TokenKind, length: number, atMs: number): void {
    if (this.lastTokenAtMs === null || this.tokenEvents === 0) this.firstLength = length;
    else this.gaps.record(atMs - this.lastTokenAtMs);
    this.firstTokenAtMs ??= atMs;
    if (kind === "output") this.firstOutputAtMs ??= atMs;
    else if (kind === "reasoning") this.reasoningStreamed = true;
    else this.summaryStreamed = true;
    this.lastTokenAtMs = atMs;
    this.tokenEvents += 1;
    this.totalLength += length;
  }

  /** A tool call was announced by its name, which the model had to write: a first token, but no piece of the stream. */
  toolNamed(atMs: number): void {
    this.firstTokenAtMs ??= atMs;
    this.firstOutputAtMs ??= atMs;
    this.lastTokenAtMs ??= atMs;
  }

  /** See ExchangeRecord.firstEventShare. */
  firstEventShare(): number | null {
    return this.totalLength === 0 || this.summaryStreamed ? null : this.firstLength / this.totalLength;
  }
}
