import { expect, test } from "vitest";
import { answerHref } from "./answer-href.ts";
import { hrefWith, windowParams } from "./href.ts";
import { readRawParams } from "./raw-params.ts";

const raw = readRawParams(new URLSearchParams("window=1h&tier=Instant&tier=Fast&cursor=abc&utm=x"));

test("an address keeps what is not changed and loses what is taken away", () => {
  expect(hrefWith("/round-trips", raw, { cursor: null, tier: ["Deep"], window: "7d", person: "" })).toBe(
    "/round-trips?utm=x&tier=Deep&window=7d",
  );
});

test("an address without parameters has no question mark", () => {
  expect(hrefWith("/tiers", new Map())).toBe("/tiers");
});

test("a link to another page takes only the window along", () => {
  expect(hrefWith("/tiers", windowParams(raw))).toBe("/tiers?window=1h");
});

test("the link to the same rows for programs says when the window began and ended", () => {
  const window = { fromMs: Date.parse("2026-11-22T11:00:00Z"), toMs: Date.parse("2026-11-22T12:00:00Z") };
  expect(answerHref("/api/v1/round-trips", raw, window, "csv")).toBe(
    "/api/v1/round-trips?tier=Instant&tier=Fast&cursor=abc&from=2026-11-22T11%3A00%3A00.000Z&to=2026-11-22T12%3A00%3A00.000Z&format=csv",
  );
});
