import type { Context } from "@opentelemetry/api";
import type { Address } from "../providers/find-endpoint.ts";
import type { ModelEndpoint } from "../providers/model-endpoint.ts";
import type { ExchangeRecord } from "../recording/exchange-record.ts";

/** What a source needs of whoever starts it. */
export interface SourceHost {
  /** The model call that a request makes; null when it makes none that is known. */
  find(method: string, address: Address): ModelEndpoint | null;
  /** Takes the record of an attempt, and the context in which it was begun. Never throws. */
  report(record: ExchangeRecord, context: Context): void;
}

/** Stops watching. What is under way is followed to its end. */
export type StopSource = () => void;

/** A way by which programs call models. */
export type Source = (host: SourceHost) => StopSource;
