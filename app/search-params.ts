import { z } from "zod";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import { BASES, TRANSPORTS } from "#lib/domain/round-trip.ts";
import { DIMENSIONS, type Dimension, type RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { RawParams } from "./raw-params.ts";
import { windowTextMs } from "./window-text.ts";

/** The URL vocabulary: every parameter of every page and API path, its form and its default. */
export const QUESTION_PARAMS = ["window", "from", "to", ...DIMENSIONS] as const;
export const ACCOUNT_PARAMS = ["window", "from", "to", "account"] as const;

export const DEFAULT_WINDOW = "24h";
const MAX_WINDOW_MS = 3660 * 86_400_000;

/** Stands for "unknown" as the value of a filter, as it does everywhere on the pages. */
export const UNKNOWN_VALUE = "–";

/** What a page or an answer is about. */
export interface Question {
  readonly window: TimeWindow;
  /** The window as the URL says it, such as "24h"; null when it is given by `from` and `to`. */
  readonly windowText: string | null;
  readonly filters: RoundTripFilters;
}

/** What the history of limits is about. */
export interface AccountQuestion extends Question {
  /** The hash of the one account that is wanted; null for all. */
  readonly account: string | null;
}

/** A parameter of the URL is unknown or has a value that cannot be used. The message names it. */
export class ParameterError extends Error {
  override readonly name = "ParameterError";
  readonly parameter: string;

  constructor(parameter: string, problem: string) {
    super(`Parameter "${parameter}" ${problem}`);
    this.parameter = parameter;
  }
}

/** Throws ParameterError at the first parameter that is not allowed. */
export function refuseUnknownParams(raw: RawParams, allowed: readonly string[]): void {
  for (const name of raw.keys()) {
    if (!allowed.includes(name)) throw new ParameterError(name.slice(0, 100), "is unknown");
  }
}

/** Reads window and filters. Throws ParameterError. */
export function readQuestion(raw: RawParams, nowMs: number): Question {
  return { ...readWindow(raw, nowMs), filters: readFilters(raw) };
}

/** Reads window and account. Throws ParameterError. */
export function readAccountQuestion(raw: RawParams, nowMs: number): AccountQuestion {
  const account = readOne(raw, "account");
  return {
    ...readQuestion(raw, nowMs),
    account: account === null ? null : parse("account", text, account),
  };
}

/** Reads `format`. Throws ParameterError. */
export function readFormat(raw: RawParams): "json" | "csv" {
  return parse("format", Format, readOne(raw, "format") ?? "json");
}

const Format = z.enum(["json", "csv"], { error: 'must be "json" or "csv"' });

const text = z
  .string()
  .max(500, "is longer than 500 characters")
  // PostgreSQL has no such character in text.
  .refine((value) => !value.includes("\0"), "has a NUL character");

const oneOf = (values: readonly string[]) =>
  text.refine((value) => values.includes(value), `must be one of ${values.join(", ")}`);

const VALUES: Readonly<Partial<Record<Dimension, z.ZodType<string>>>> = {
  transport: oneOf(TRANSPORTS),
  outcome: oneOf(OUTCOMES),
  basis: oneOf(BASES),
  connectionReused: oneOf(["true", "false"]),
  statusCode: text.regex(/^\d{1,9}$/, "must be a whole number"),
};

/** Reads filters, from parameters that have a prefix before the dimension's name when one is given. Throws ParameterError. */
export function readFilters(raw: RawParams, prefix = ""): RoundTripFilters {
  const filters: Partial<Record<Dimension, (string | null)[]>> = {};
  for (const dimension of DIMENSIONS) {
    // A form sends the fields that were left alone as empty values.
    const name = `${prefix}${dimension}`;
    const given = (raw.get(name) ?? []).filter((value) => value !== "");
    if (given.length > 100) throw new ParameterError(name, "has more than 100 values");
    const values = given.map((value) =>
      value === UNKNOWN_VALUE ? null : parse(name, VALUES[dimension] ?? text, value),
    );
    if (values.length > 0) filters[dimension] = values;
  }
  return filters;
}

function readWindow(raw: RawParams, nowMs: number): Pick<Question, "window" | "windowText"> {
  const [from, to, windowText] = [readOne(raw, "from"), readOne(raw, "to"), readOne(raw, "window")];
  if (from === null && to === null) {
    const text = windowText ?? DEFAULT_WINDOW;
    return { window: { fromMs: nowMs - windowMs(text), toMs: nowMs }, windowText: text };
  }
  if (windowText !== null) throw new ParameterError("window", 'cannot be given together with "from" or "to"');
  if (from === null) throw new ParameterError("to", 'needs "from"');
  const window = {
    fromMs: parse("from", Instant, from),
    toMs: to === null ? nowMs : parse("to", Instant, to),
  };
  if (window.fromMs >= window.toMs) throw new ParameterError("from", "must be before the end of the window");
  return { window, windowText: null };
}

function windowMs(text: string): number {
  const ms = windowTextMs(text);
  if (ms === null)
    throw new ParameterError("window", 'must be a number and one of m, h, d, w, such as "15m" or "24h"');
  if (ms > MAX_WINDOW_MS) throw new ParameterError("window", "must not be longer than ten years");
  return ms;
}

const INSTANT_RULE = 'must be an ISO 8601 date or time with its zone, such as "2026-11-22T09:30:00Z"';

const Instant = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], { error: INSTANT_RULE })
  .transform((value) => Date.parse(value))
  .refine((ms) => Number.isFinite(ms), INSTANT_RULE);

/** Reads an instant, in Unix ms; null when it is not given. Throws ParameterError. */
export function readInstant(raw: RawParams, name: string): number | null {
  const given = readOne(raw, name);
  return given === null ? null : parse(name, Instant, given);
}

/** The only value of a parameter; null when there is none but empty ones. Throws ParameterError. */
export function readOne(raw: RawParams, name: string): string | null {
  const values = raw.get(name)?.filter((value) => value !== "") ?? [];
  if (values.length > 1) throw new ParameterError(name, "is given more than once");
  return values[0] ?? null;
}

/** Reads a value by its schema. Throws ParameterError with what the schema says. */
export function parse<T>(name: string, schema: z.ZodType<T>, value: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ParameterError(name, parsed.error.issues[0]?.message ?? "cannot be read");
}
