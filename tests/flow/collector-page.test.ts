import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "#tests/support/browser.ts";
import { OVERFLOW, openPage } from "#tests/support/open-page.ts";
import { type Dashboard, startDashboard } from "#tests/support/running-dashboard.ts";
import { insertSampleTurn } from "#tests/support/sample-turn.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

const JSON_TYPE = { "content-type": "application/json" };

let browser: Browser;
let collector: TestCollector;
let dashboards: Record<"connected" | "alone", Dashboard>;

/** A log of Codex that is read, one that no dialect reads. */
const LOGS = JSON.stringify({
  resourceLogs: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "codex_exec" } }] },
      scopeLogs: [
        {
          logRecords: ["codex.tool_result", "codex.something_else"].map((name) => ({
            timeUnixNano: "1795327382000000000",
            attributes: Object.entries({ "event.name": name, "conversation.id": "page", call_id: "1" }).map(
              ([key, stringValue]) => ({ key, value: { stringValue } }),
            ),
          })),
        },
      ],
    },
  ],
});

beforeAll(async () => {
  collector = await startTestCollector();
  await insertSampleTurn(collector.databaseUrl);
  dashboards = {
    connected: await startDashboard(collector.databaseUrl, collector.port),
    alone: await startDashboard(collector.databaseUrl),
  };
  browser = await openBrowser();
  await collector.send({ path: "/v1/logs", headers: JSON_TYPE, body: LOGS });
  await collector.send({ path: "/v1/logs", headers: JSON_TYPE, body: LOGS });
  await collector.send({ path: "/v1/traces", headers: JSON_TYPE, body: "no JSON" });
});

afterAll(async () => {
  await browser?.close();
  await Promise.all(Object.values(dashboards ?? {}).map((dashboard) => dashboard.process.stop()));
  await collector?.close();
});

test.each((["light", "dark"] as const).flatMap((scheme) => [360, 1440].map((width) => ({ scheme, width }))))(
  "the collector's page shows its counts without an error, $scheme, $width px wide",
  async ({ scheme, width }) => {
    const { page, ...opened } = await openPage(browser, `${dashboards.connected.url}/collector`, {
      colorScheme: scheme,
      viewport: { width, height: 800 },
    });
    expect({
      status: opened.status,
      heading: await page.locator("h1").textContent(),
      overflow: await page.evaluate(OVERFLOW),
      errors: opened.errors,
      current: await page.locator("nav a[aria-current]").textContent(),
    }).toEqual({
      status: 200,
      heading: "What the collector received",
      overflow: 0,
      errors: [],
      current: "Collector",
    });
    await opened.close();
  },
);

test("each record and request is counted, and what went wrong is said in words", async () => {
  const { page, close } = await openPage(browser, `${dashboards.connected.url}/collector`);
  const rows = await page.getByLabel("Records by signal").locator("tbody tr").allInnerTexts();
  const problems = await page.locator("main li").allInnerTexts();
  expect({ rows: rows.map((row) => row.split(/\s*[\n\t]\s*/)), problems }).toEqual({
    rows: [
      ["Spans", "400: 1", "0", "0", "0"],
      ["Log records", "200: 2", "4", "0", "0"],
      ["Data points", "none", "0", "0", "0"],
      ["Observations", "1 stored, 1 duplicate"],
    ],
    problems: ["1 request could not be read: the body was not OTLP (400)."],
  });
  await close();
});

test("each client is shown with when it was last heard and what became of it", async () => {
  const { page, close } = await openPage(browser, `${dashboards.connected.url}/collector`);
  const row = await page.getByLabel("Clients").locator("tbody tr").first().innerText();
  expect(row.split(/\s*[\n\t]\s*/)).toEqual([
    "codex",
    expect.stringMatching(/^(just now|\d+ (s|min) ago)$/),
    "2",
    expect.stringMatching(/^\d+ (s|min) ago$/),
    "2",
  ]);
  await close();
});

test("the page follows by itself", async () => {
  const { page, close } = await openPage(browser, `${dashboards.connected.url}/collector`);
  const spans = page.getByLabel("Records by signal").locator("tbody tr").first();
  const before = await spans.innerText();
  await collector.send({ path: "/v1/traces", headers: JSON_TYPE, body: "no JSON either" });
  await expect.poll(() => spans.innerText(), { timeout: 20_000 }).not.toBe(before);
  await close();
});

test("the same is answered to programs", async () => {
  const answer = await (await fetch(`${dashboards.connected.url}/api/v1/collector`)).json();
  const { stored, duplicate, failures, clients } = answer;
  expect({ stored, duplicate, failures, clients }).toEqual({
    stored: 1,
    duplicate: 1,
    failures: { commitsByDatabase: 0, commitsByData: 0, assemblyRounds: 0, segments: 0 },
    clients: [
      {
        client: "codex",
        observations: 2,
        roundTrips: 2,
        lastExportAt: expect.stringMatching(/Z$/),
        lastRoundTripAt: expect.stringMatching(/Z$/),
      },
    ],
  });
});

test("without a collector the page says where it was looked for, and programs get 503", async () => {
  const { page, status, close } = await openPage(browser, `${dashboards.alone.url}/collector`);
  const response = await fetch(`${dashboards.alone.url}/api/v1/collector`);
  expect({
    status,
    heading: await page.locator("h1").textContent(),
    address: await page.locator("main code").textContent(),
    answer: [response.status, await response.json()],
  }).toEqual({
    status: 200,
    heading: "The collector does not answer",
    address: "http://127.0.0.1:4999",
    answer: [503, { error: { code: "collectorUnreachable", message: "The collector does not answer" } }],
  });
  await close();
});
