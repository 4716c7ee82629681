import { expect, test } from "vitest";
import { LISTING_PARAMS, readListing } from "./listing-params.ts";
import { readRawParams } from "./raw-params.ts";
import { writeCursor } from "./round-trip-cursor.ts";
import { ParameterError, readFormat, readQuestion, refuseUnknownParams } from "./search-params.ts";

const NOW_MS = Date.parse("2026-11-22T12:00:00Z");
const HOUR_MS = 3_600_000;

const raw = (query: string) => readRawParams(new URLSearchParams(query));

const listing = (query: string) => readListing(raw(query), NOW_MS);

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ParameterError) return error.message;
    throw error;
  }
  throw new Error("It was not refused");
}

test("an empty address asks for the newest 50 round trips of the last 24 hours", () => {
  expect(listing("")).toEqual({
    window: { fromMs: NOW_MS - 24 * HOUR_MS, toMs: NOW_MS },
    windowText: "24h",
    filters: {},
    order: { key: "startedAt", descending: true },
    sort: "-startedAt",
    range: null,
    limit: 50,
    after: null,
  });
});

test.each([
  ["15m", 0.25],
  ["1h", 1],
  ["30d", 720],
  ["2w", 336],
])("the window %s reaches back %d hours", (window, hours) => {
  expect(readQuestion(raw(`window=${window}`), NOW_MS).window).toEqual({
    fromMs: NOW_MS - hours * HOUR_MS,
    toMs: NOW_MS,
  });
});

test("a window can be given by its ends, in any zone", () => {
  const query = new URLSearchParams({ from: "2026-11-20", to: "2026-11-21T01:00:00+01:00" });
  expect(readQuestion(readRawParams(query), NOW_MS)).toEqual({
    window: { fromMs: Date.parse("2026-11-20T00:00:00Z"), toMs: Date.parse("2026-11-21T00:00:00Z") },
    windowText: null,
    filters: {},
  });
});

test("filters repeat, a dash stands for unknown, and fields left alone are no filter", () => {
  const query = "tier=Instant&tier=Fast&person=–&team=&statusCode=429&connectionReused=true";
  expect(readQuestion(raw(query), NOW_MS).filters).toEqual({
    tier: ["Instant", "Fast"],
    person: [null],
    statusCode: ["429"],
    connectionReused: ["true"],
  });
});

test("parameters of a page read like those of a request", () => {
  expect(readRawParams({ tier: ["Instant", "Fast"], window: "1h", sort: undefined })).toEqual(
    raw("tier=Instant&tier=Fast&window=1h"),
  );
});

test("a cursor goes on behind its position, in the window of the first page", () => {
  const window = { fromMs: 1, toMs: 2 };
  const after = { value: 12.5, id: "a" };
  const next = listing(`sort=ttftMs&limit=2&cursor=${writeCursor("ttftMs", { after, window })}`);
  expect(next).toEqual({
    window,
    windowText: "24h",
    filters: {},
    order: { key: "ttftMs", descending: false },
    sort: "ttftMs",
    range: null,
    limit: 2,
    after,
  });
});

const NO_CURSOR = 'Parameter "cursor" is not one that was given as "next" for this order';
const otherCursor = writeCursor("e2eMs", { after: { value: 1, id: "a" }, window: { fromMs: 1, toMs: 2 } });

test.each([
  ["window=5x", 'Parameter "window" must be a number and one of m, h, d, w, such as "15m" or "24h"'],
  ["window=0h", 'Parameter "window" must be a number and one of m, h, d, w, such as "15m" or "24h"'],
  ["window=99999d", 'Parameter "window" must not be longer than ten years'],
  ["window=1h&window=2h", 'Parameter "window" is given more than once'],
  ["window=1h&from=2026-11-20", 'Parameter "window" cannot be given together with "from" or "to"'],
  ["to=2026-11-20", 'Parameter "to" needs "from"'],
  ["from=2026-11-21&to=2026-11-20", 'Parameter "from" must be before the end of the window'],
  [
    "from=yesterday",
    'Parameter "from" must be an ISO 8601 date or time with its zone, such as "2026-11-22T09:30:00Z"',
  ],
  ["limit=0", 'Parameter "limit" must be a whole number from 1 to 1000'],
  ["limit=1001", 'Parameter "limit" must be a whole number from 1 to 1000'],
  ["limit=ten", 'Parameter "limit" must be a whole number from 1 to 1000'],
  ["outcome=good", 'Parameter "outcome" must be one of complete, cancelled, failed, rateLimited'],
  ["statusCode=4xx", 'Parameter "statusCode" must be a whole number'],
  ["connectionReused=1", 'Parameter "connectionReused" must be one of true, false'],
  ["model=%00", 'Parameter "model" has a NUL character'],
  ["cursor=abc", NO_CURSOR],
  [`cursor=${otherCursor}`, NO_CURSOR],
])("%s is refused by name", (query, message) => {
  expect(refusal(() => listing(query))).toBe(message);
});

test("an order that does not exist is refused with those that do", () => {
  expect(refusal(() => listing("sort=speed"))).toMatch(
    /^Parameter "sort" must be one of startedAt, streamOpenMs, /,
  );
});

test("an unknown parameter is refused by name", () => {
  expect(refusal(() => refuseUnknownParams(raw("window=1h&tire=Fast"), LISTING_PARAMS))).toBe(
    'Parameter "tire" is unknown',
  );
});

test("the format is JSON unless CSV is asked for, and nothing else", () => {
  expect([readFormat(raw("")), readFormat(raw("format=csv"))]).toEqual(["json", "csv"]);
  expect(refusal(() => readFormat(raw("format=xml")))).toBe('Parameter "format" must be "json" or "csv"');
});

test("a range is of a metric, whose smaller end comes first", () => {
  expect(listing("min=400").range).toEqual({ figure: "ttftMs", min: 400, max: null });
  expect(listing("metric=e2eMs&min=1&max=2").range).toEqual({ figure: "e2eMs", min: 1, max: 2 });
  expect(listing("metric=e2eMs").range).toBeNull();
  expect(refusal(() => listing("min=2&max=1"))).toContain('"min"');
  expect(refusal(() => listing("max=-1"))).toContain('"max"');
});
