import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "#tests/support/browser.ts";
import { OVERFLOW, openPage } from "#tests/support/open-page.ts";
import { COLLECTOR_PORT, type Dashboard, startDashboard } from "#tests/support/running-dashboard.ts";
import { insertSampleTurn } from "#tests/support/sample-turn.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let browser: Browser;
let full: TestDatabase;
let empty: TestDatabase;
let dashboards: Record<"full" | "empty" | "unreachable", Dashboard>;

beforeAll(async () => {
  [full, empty] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await insertSampleTurn(full.url);
  dashboards = {
    full: await startDashboard(full.url),
    empty: await startDashboard(empty.url),
    unreachable: await startDashboard("postgresql://nobody@127.0.0.1:1/none"),
  };
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await Promise.all(Object.values(dashboards ?? {}).map((dashboard) => dashboard.process.stop()));
  await Promise.all([full?.drop(), empty?.drop()]);
});

const open = (url: string, options?: BrowserContextOptions) => openPage(browser, url, options);

test("filters that nothing matches say so and lead back", async () => {
  const { page, errors, close } = await open(`${dashboards.full.url}/round-trips?model=none`);
  expect(await page.locator("main").textContent()).toContain(
    "No round trip matches these filters in this time.",
  );
  await page.getByRole("link", { name: "take the filters away" }).click();
  await page.locator("tbody tr").nth(1).waitFor();
  expect(errors).toEqual([]);
  await close();
});

test("an address that cannot be read says which part of it", async () => {
  const { page, close } = await open(`${dashboards.full.url}/tiers?window=soon`);
  expect(await page.locator("main").textContent()).toContain(
    'Parameter "window" must be a number and one of m, h, d, w',
  );
  await close();
});

test.each([
  ["/turns/none", "There is no such turn"],
  ["/turns/%00", "There is no such turn"],
  ["/nowhere", "There is no such page"],
])("%s gets 404 and a way on", async (path, title) => {
  const { page, status, close } = await open(dashboards.full.url + path);
  expect([status, await page.locator("h1").textContent(), await page.locator("main a").count()]).toEqual([
    404,
    title,
    1,
  ]);
  await close();
});

test("a database that is not reachable is neither an empty page nor a stack trace", async () => {
  const { page, close } = await open(dashboards.unreachable.url);
  await page.getByRole("button", { name: "Try again" }).waitFor();
  const text = await page.locator("main").textContent();
  expect(text).toContain("The database is not reachable");
  expect(await page.content()).not.toMatch(/ECONNREFUSED|node_modules|nobody@/);
  await close();
});

test("an answer without a database is 503 in the shape of every error", async () => {
  const answers = await Promise.all(
    ["tiers", "round-trips", "meta", "turns/x"].map(async (path) => {
      const response = await fetch(`${dashboards.unreachable.url}/api/v1/${path}`);
      return [response.status, await response.json()];
    }),
  );
  const answer = [503, { error: { code: "databaseUnreachable", message: "The database is not reachable" } }];
  expect(answers).toEqual([answer, answer, answer, answer]);
});

test("health says what is missing", async () => {
  const answers = await Promise.all(
    [dashboards.full, dashboards.unreachable].map(async ({ url }) => {
      const response = await fetch(`${url}/api/health`);
      const { version, ...health } = await response.json();
      return { status: response.status, hasVersion: /^\d+\.\d+\.\d+/.test(version), health };
    }),
  );
  const health = { status: "notReady", collector: "unreachable" };
  expect(answers).toEqual([
    { status: 503, hasVersion: true, health: { ...health, database: "ok" } },
    { status: 503, hasVersion: true, health: { ...health, database: "unreachable" } },
  ]);
});

test("without data each page says how to connect, ready to copy, and turns into data by itself", async () => {
  const { page, errors, close } = await open(dashboards.empty.url, {
    permissions: ["clipboard-read", "clipboard-write"],
    viewport: { width: 360, height: 800 },
  });
  expect(await page.evaluate(OVERFLOW)).toBe(0);
  await page.getByRole("button", { name: "Copy the block for Codex" }).click();
  await page.getByText("Copied").waitFor();
  const exporter = (path: string) =>
    `{ otlp-http = { endpoint = "http://127.0.0.1:${COLLECTOR_PORT}/v1/${path}", protocol = "json" } }`;
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
    [
      "[otel]",
      'environment = "dev"',
      `exporter = ${exporter("logs")}`,
      `trace_exporter = ${exporter("traces")}`,
      `metrics_exporter = ${exporter("metrics")}`,
    ].join("\n"),
  );
  await insertSampleTurn(empty.url);
  await page.getByRole("heading", { name: "Where the wait goes" }).waitFor();
  expect(errors).toEqual([]);
  await close();
});
