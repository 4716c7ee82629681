import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "#tests/support/browser.ts";
import { OVERFLOW, openPage } from "#tests/support/open-page.ts";
import { type Dashboard, startDashboard } from "#tests/support/running-dashboard.ts";
import { insertSampleTurn } from "#tests/support/sample-turn.ts";
import { sampleLimits } from "#tests/support/samples/limits.ts";
import { sendSamples } from "#tests/support/send-samples.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let browser: Browser;
let collector: TestCollector;
let silent: TestDatabase;
let empty: TestDatabase;
let dashboards: Record<"full" | "silent" | "empty", Dashboard>;

beforeAll(async () => {
  collector = await startTestCollector();
  [silent, empty] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await insertSampleTurn(silent.url);
  await sendSamples(collector, sampleLimits(Date.now()));
  dashboards = {
    full: await startDashboard(collector.databaseUrl),
    silent: await startDashboard(silent.url),
    empty: await startDashboard(empty.url),
  };
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await Promise.all(Object.values(dashboards ?? {}).map(({ process }) => process.stop()));
  await collector?.close();
  await Promise.all([silent?.drop(), empty?.drop()]);
});

const open = (path: string, options?: BrowserContextOptions) =>
  openPage(browser, dashboards.full.url + path, options);

const VIEWS = [
  { path: "/limits", title: "Limits now" },
  { path: "/limits/history", title: "Limits over time in the last 24 hours" },
  { path: "/limits/audit", title: "Throttling in the last 24 hours" },
];

test.each(
  VIEWS.flatMap((view) =>
    (["light", "dark"] as const).flatMap((scheme) =>
      [360, 1440].map((width) => ({ ...view, scheme, width })),
    ),
  ),
)("$path shows limits without an error, $scheme, $width px wide", async ({ path, title, scheme, width }) => {
  const { page, ...opened } = await open(path, { colorScheme: scheme, viewport: { width, height: 800 } });
  expect({
    status: opened.status,
    title: await page.locator("h1").textContent(),
    current: await page.locator("nav [aria-current=page]").allTextContents(),
    overflow: await page.evaluate(OVERFLOW),
    errors: opened.errors,
  }).toEqual({
    status: 200,
    title,
    current: ["Limits", { "/limits": "Now", "/limits/history": "History", "/limits/audit": "Audit" }[path]],
    overflow: 0,
    errors: [],
  });
  await opened.close();
});

test.each(VIEWS)("$path loads at most 250 kB of compressed JavaScript", async ({ path }) => {
  const opened = await open(path);
  const bytes = await opened.scriptBytes();
  expect(bytes > 0 && bytes <= 250_000, `${bytes} bytes`).toBe(true);
  await opened.close();
});

/** The first line of each cell of a table's row. */
const cellsOf = (text: string) => text.split(/\t/).map((cell) => cell.trim().split("\n")[0]?.trim());

test("the page says which limit stops whom next, who is stopped now, and what was lost", async () => {
  const { page, close } = await open("/limits");
  const text = (await page.locator("main p").first().textContent()) ?? "";
  expect(text).toMatch(
    /^Next to run out: codex · 5 h of ada \(account 3f9a12\), at about \S+( \S+)? \(.+, 80 %\); back at /,
  );
  expect(text).toContain("2 of 3 buckets are spent or blocked now, in 1 of 2 accounts; the first is back at");
  expect(text).toContain(
    "Throttling cost 5 s in the last 24 hours (n 3 refused attempts), the largest part of it ada’s (5 s, 97 %) among 2 people.",
  );
  await close();
});

test("each bucket is a row with its bar, and a blocked one is not shown as if it were full", async () => {
  const { page, close } = await open("/limits");
  const table = page.getByRole("region", { name: "Buckets by account" });
  const accounts = await table.locator("th[scope=rowgroup]").allInnerTexts();
  expect(accounts.map((text) => text.replace(/\s+/g, " "))).toEqual([
    expect.stringMatching(/^openai account b0b0b0 seen with bob all of it stopped until /),
    expect.stringMatching(/^openai account 3f9a12 seen with ada spent at about /),
  ]);
  const rows = await table.locator("tbody tr:has(td)").all();
  const cells = await Promise.all(rows.map((row) => row.locator("th, td").allInnerTexts()));
  expect(cells.map((texts) => texts.slice(0, 5).map((text) => text.trim().replace(/\s+/g, " ")))).toEqual([
    [
      "codex · 7 d",
      "100 % used, 70 % if even",
      "0 %",
      expect.stringMatching(/^in 2 d 2 h /),
      expect.stringMatching(/^spent since .+ back at /),
    ],
    [
      "codex_bengalfox · 5 h",
      "blocked, 0 % used, 20 % if even",
      "none usable shows 100 %",
      expect.stringMatching(/^in /),
      expect.stringMatching(/^blocked by codex · 7 d until .+, in 2 d 2 h$/),
    ],
    [
      "codex · 5 h",
      "80 % used, 40 % if even",
      "20 %",
      expect.stringMatching(/^in /),
      expect.stringMatching(/^spent at about .+, 80 % sure$/),
    ],
  ]);
  await close();
});

test("the history has a line for each account, the throttle at the bucket that it ran into, and a table", async () => {
  const { page, close } = await open("/limits/history");
  const panel = page.locator("section", { has: page.getByRole("heading", { name: "codex · 7 d" }) });
  expect(await panel.getByRole("img", { name: "What was left of codex · 7 d over time" }).count()).toBe(1);
  expect(await panel.locator(".recharts-line-curve").count()).toBeGreaterThan(0);
  expect(await panel.locator("[data-mark=throttle]").count()).toBe(1);
  const bucket = await panel
    .getByRole("region", { name: "Buckets of codex · 7 d" })
    .locator("tbody tr")
    .innerText();
  expect(cellsOf(bucket).filter((_, index) => index !== 1 && index !== 2)).toEqual([
    "b0b0b0",
    "0",
    "1",
    "150 ms",
    "2",
  ]);
  await panel.getByText("Over time, as a table").click();
  const rows = panel
    .getByRole("region", { name: "What was left of codex · 7 d over time" })
    .locator("tbody tr");
  expect(await rows.count()).toBeGreaterThan(0);
  await page.getByRole("link", { name: "3f9a12" }).first().click();
  await page.waitForURL(/account=3f9a12aabbccddee/);
  await page.getByRole("link", { name: "Show all accounts" }).waitFor();
  await expect.poll(() => page.getByRole("img", { name: "What was left of" }).count()).toBe(1);
  await close();
});

test("the audit says who lost how long to what, and each throttle leads to its turn", async () => {
  const { page, close } = await open("/limits/audit");
  const sums = await page
    .getByRole("region", { name: "Time lost by person" })
    .locator("tbody tr")
    .allInnerTexts();
  expect(sums.map((row) => row.replace(/\s+/g, " ").trim())).toEqual([
    "ada 5 s · 97 % 1 2",
    "bob < 1 s · 2.9 % 1 1",
  ]);
  const table = page.getByRole("region", { name: "Throttles" });
  const rows = await table.locator("tbody tr").allInnerTexts();
  expect(rows.map((row) => cellsOf(row).slice(1))).toEqual([
    ["bob", "gpt-5.3-codex-spark", "codex · 7 d", "quota", "150 ms", "–", "–", "1", "rate limited"],
    ["ada", "gpt-5.3-codex", "–", "capacity", "5.00 s", "–", "4.90 s", "2", "complete"],
  ]);
  await table.locator("tbody a").nth(1).click();
  await page.getByText("capacity: overloaded").first().waitFor();
  await close();
});

test("what is exported is what is shown, filters included", async () => {
  const { page, close } = await open("/limits/audit?person=bob&window=6h");
  const shown = await page.getByRole("region", { name: "Throttles" }).locator("tbody tr").count();
  const panel = page.locator("section", { has: page.getByRole("heading", { name: "Throttles, n 1" }) });
  const hrefs = await Promise.all(
    ["JSON", "CSV"].map((name) => panel.getByRole("link", { name, exact: true }).getAttribute("href")),
  );
  const [json, csv] = await Promise.all(hrefs.map((href) => fetch(dashboards.full.url + href)));
  const events = (await json?.json())?.events ?? [];
  const lines = (await csv?.text())?.trim().split("\r\n") ?? [];
  expect(shown).toBe(1);
  expect(events).toMatchObject([
    { person: "bob", family: "codex", windowMinutes: 10_080, bucketBasis: "told" },
  ]);
  expect(lines.length).toBe(2);
  expect(lines[1]).toContain(",bob,");
  await close();
});

test.each(["/limits", "/limits/history", "/limits/audit"])(
  "every export that %s offers answers",
  async (path) => {
    const { page, close } = await open(path);
    const hrefs = await page
      .locator("main a[href^='/api/']")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    const statuses = await Promise.all(
      hrefs.map(async (href) => (await fetch(dashboards.full.url + href)).status),
    );
    expect(hrefs.length).toBeGreaterThan(1);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await close();
  },
);

test("throttles are filtered without JavaScript", async () => {
  const { page, close } = await open("/limits/audit", { javaScriptEnabled: false });
  await page.getByLabel("Person", { exact: true }).selectOption("ada");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.waitForURL(/person=ada/);
  await expect
    .poll(() => page.getByRole("region", { name: "Throttles" }).locator("tbody tr").count())
    .toBe(1);
  await page.getByRole("link", { name: "Remove Person ada" }).waitFor();
  await close();
});

test("a filter that no throttle matches says so, and a time without any says that nothing was refused", async () => {
  const filtered = await open("/limits/audit?person=nobody");
  expect(await filtered.page.locator("main").textContent()).toContain("No throttle matches these filters");
  await filtered.close();
  const quiet = await open("/limits/audit?window=1m");
  expect(await quiet.page.locator("main").textContent()).toContain("Nothing was refused in the last 1m.");
  await quiet.close();
});

test("where no limit was heard of, each view says how they are", async () => {
  for (const { path } of VIEWS) {
    const { page, errors, close } = await openPage(browser, dashboards.silent.url + path);
    const text = await page.locator("main").textContent();
    expect(text).toContain("No limit was heard of yet");
    expect(text).toContain("npm run watch");
    expect(errors).toEqual([]);
    await close();
  }
});

test("without any data the page says how to connect", async () => {
  const { page, close } = await openPage(browser, `${dashboards.empty.url}/limits`);
  expect(await page.locator("h1").textContent()).toBe("Waiting for the first round trip");
  await close();
});
