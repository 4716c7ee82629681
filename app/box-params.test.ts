import { expect, test } from "vitest";
import { readBoxQuestion } from "./box-params.ts";
import { readRawParams } from "./raw-params.ts";
import { writeCursor } from "./round-trip-cursor.ts";

const NOW_MS = Date.parse("2026-11-22T12:00:00Z");
const HOUR_MS = 3_600_000;
const read = (query: string) => readBoxQuestion(readRawParams(new URLSearchParams(query)), NOW_MS);

test("nothing is selected unless the address says so, and then the list has just that", () => {
  expect(read("window=24h")).toMatchObject({ box: null, metric: "ttftMs" });
  const { box, listing, window } = read("window=24h&selectedTo=2026-11-22T00:00:00Z&min=400");
  const selected = { fromMs: NOW_MS - 24 * HOUR_MS, toMs: NOW_MS - 12 * HOUR_MS };
  expect(window.toMs).toBe(NOW_MS);
  expect(box).toEqual({ window: selected, range: { figure: "ttftMs", min: 400, max: null } });
  expect(listing.window).toEqual(selected);
});

test("a selection reaches no further than the window, and must leave a part of it", () => {
  expect(read("window=1h&selectedFrom=2026-11-01").box?.window.fromMs).toBe(NOW_MS - HOUR_MS);
  expect(() => read("window=1h&selectedTo=2026-11-01")).toThrow('"selectedFrom"');
});

test("the next page of a list keeps the window of its first, and the heatmap its own", () => {
  const window = { fromMs: NOW_MS - 3 * HOUR_MS, toMs: NOW_MS - 2 * HOUR_MS };
  const cursor = writeCursor("-startedAt", { after: { value: 1, id: "a" }, window });
  const told = read(`window=24h&selectedTo=2026-11-22T11:00:00Z&cursor=${cursor}`);
  expect(told.listing.window).toEqual(window);
  expect(told.window).toEqual({ fromMs: NOW_MS - 24 * HOUR_MS, toMs: NOW_MS });
  expect(told.box?.window.toMs).toBe(NOW_MS - HOUR_MS);
});
