import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PAGES as PAGES_OF_NAVIGATION } from "#app/pages.ts";
import { openBrowser } from "#tests/support/browser.ts";
import { OVERFLOW, openPage } from "#tests/support/open-page.ts";
import { type Dashboard, startDashboard } from "#tests/support/running-dashboard.ts";
import { insertSampleTurn } from "#tests/support/sample-turn.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let browser: Browser;
let database: TestDatabase;
let dashboard: Dashboard;

beforeAll(async () => {
  database = await createTestDatabase();
  await insertSampleTurn(database.url);
  dashboard = await startDashboard(database.url);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.process.stop();
  await database?.drop();
});

const open = (url: string, options?: BrowserContextOptions) => openPage(browser, url, options);

/** Runs in the page: elements that hold the focus, in the order of the Tab key, are named like this. */
const FOCUSED =
  "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()";

const PAGES = [
  { path: "/", title: "Where the waiting went in the last 24 hours" },
  { path: "/tiers?window=1h", title: "Tiers compared in the last hour" },
  { path: "/round-trips", title: "Round trips in the last 24 hours" },
  { path: "/turns/turn%2F1", title: "A turn of 4.00 s" },
];

test.each(
  PAGES.flatMap((page) =>
    (["light", "dark"] as const).flatMap((scheme) =>
      [360, 1440].map((width) => ({ ...page, scheme, width })),
    ),
  ),
)(
  "$path shows its data without an error, $scheme, $width px wide",
  async ({ path, title, scheme, width }) => {
    const { page, ...opened } = await open(dashboard.url + path, {
      colorScheme: scheme,
      viewport: { width, height: 800 },
    });
    const heading = await page.locator("h1").textContent();
    const background = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
    expect({
      status: opened.status,
      isTitled: heading?.startsWith(title),
      landmarks: await page.locator("main, header nav").count(),
      overflow: await page.evaluate(OVERFLOW),
      background,
      errors: opened.errors,
    }).toEqual({
      status: 200,
      isTitled: true,
      landmarks: 2,
      overflow: 0,
      background: scheme === "light" ? "rgb(250, 250, 248)" : "rgb(15, 17, 20)",
      errors: [],
    });
    await opened.close();
  },
);

test.each(PAGES)("$path loads at most 250 kB of compressed JavaScript", async ({ path }) => {
  const opened = await open(dashboard.url + path);
  const bytes = await opened.scriptBytes();
  expect(bytes > 0 && bytes <= 250_000, `${bytes} bytes`).toBe(true);
  await opened.close();
});

test("the overview says the state in sentences with their n", async () => {
  const { page, close } = await open(dashboard.url);
  const text = await page.locator("main").textContent();
  expect(text).toContain("1 turn took 4.00 s in all, the largest part of it generation (38 %).");
  expect(text).toContain("came after 800 ms in Instant (n 1), and after 200 ms in Standard (n 1).");
  expect(text).toContain("Of 2 round trips, 0 failed (0 %) and 0 ended at a rate limit (0 %).");
  await close();
});

test("pointing at the chart over time reads out its values with their n", async () => {
  const { page, close } = await open(dashboard.url);
  const chart = page.getByRole("img", { name: "Median TTFT by tier" });
  const box = await chart.locator(".recharts-line-dots").first().boundingBox();
  if (!box) throw new Error("No dot was drawn");
  await page.mouse.move(box.x + box.width / 2, box.y + 40);
  await page.getByText(/ · Instant 800 ms \(n 1\) · Standard 200 ms \(n 1\)$/).waitFor();
  await close();
});

test("the tiers have a chart of each figure, and the same figures in a table", async () => {
  const { page, close } = await open(`${dashboard.url}/tiers`);
  const table = page.getByRole("region", { name: "Tiers, figure by figure" });
  const rows = await table.locator("tbody tr").allInnerTexts();
  expect({
    charts: await page.getByRole("img", { name: "by tier" }).count(),
    bars: await page.locator(".recharts-bar-rectangle path").count(),
    rows: rows.map((row) =>
      row
        .split(/\s*\n\s*|\t/)
        .filter(Boolean)
        .slice(0, 5),
    ),
  }).toEqual({
    charts: 5,
    // TTFT, E2E and round trips per turn of two tiers; TTFO and decode rate are known of one only.
    bars: 8,
    rows: [
      ["Instant", "1", "800 ms", "– · –", "n 1"],
      ["Standard", "1", "200 ms", "– · –", "n 1"],
    ],
  });
  await close();
});

/** The rows of the list of round trips, which stands beside other tables. */
function rowsOf(page: Page) {
  return page.getByRole("region", { name: "Round trips" }).locator("tbody tr");
}

test("a click on a heading sorts, and pages follow each other", async () => {
  const { page, close } = await open(`${dashboard.url}/round-trips?limit=1`);
  const model = () => rowsOf(page).first().locator("td").first().textContent();
  expect(await model()).toMatch(/^gpt-5.3-codexStandard/);
  await page.getByRole("link", { name: "TTFT", exact: true }).click();
  await page.waitForURL(/sort=-ttftMs/);
  await page.locator('th[aria-sort="descending"]', { hasText: "TTFT" }).waitFor();
  expect(await model()).toMatch(/^gpt-5.3-codex-sparkInstant/);
  await page.getByRole("link", { name: "Next 1" }).click();
  await page.waitForURL(/cursor=/);
  await page.getByRole("link", { name: "First page" }).waitFor();
  expect(await model()).toMatch(/^gpt-5.3-codexStandard/);
  await close();
});

test("the rows for programs are those on the page", async () => {
  const { page, close } = await open(`${dashboard.url}/round-trips?tier=Instant`);
  const href = await page
    .getByRole("region", { name: /^First \d/ })
    .getByRole("link", { name: "JSON" })
    .getAttribute("href");
  const answer = await (await fetch(dashboard.url + href)).json();
  expect(answer.roundTrips.map(({ id }: { id: string }) => id)).toEqual(["first"]);
  await close();
});

test("filters work without JavaScript", async () => {
  const { page, close } = await open(`${dashboard.url}/round-trips?window=1h`, {
    javaScriptEnabled: false,
  });
  await page.getByLabel("Tier", { exact: true }).selectOption("Standard");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.waitForURL(/tier=Standard/);
  // Rows are streamed after the rest of the page.
  await expect.poll(() => rowsOf(page).count()).toBe(1);
  expect(new URL(page.url()).searchParams.getAll("tier")).toEqual(["Standard"]);
  expect(new URL(page.url()).searchParams.get("window")).toBe("1h");
  await close();
});

test("values to filter by that take long hold back nothing, and can be chosen from without JavaScript", async () => {
  const url = `${dashboard.url}/round-trips?window=1h`;
  const slow = new pg.Client({ connectionString: database.url });
  await slow.connect();
  try {
    await slow.query("begin; lock table endings in access exclusive mode");
    const answer = await fetch(url);
    let html = "";
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      html += chunk;
      // The lock goes once the form is there, so that a page which waits for its values never ends.
      if (html.includes('aria-label="Filters"')) break;
    }
    expect(html).not.toContain('<option value="Standard"');
    const opening = open(url, { javaScriptEnabled: false });
    await sleep(1000);
    await slow.query("rollback");
    expect(await (await fetch(url)).text()).toContain('<option value="Standard"');
    const { page, close } = await opening;
    await page.getByLabel("Tier", { exact: true }).selectOption("Standard");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL(/tier=Standard/);
    await close();
  } finally {
    await slow.end();
  }
});

test("what is streamed can be read without JavaScript too", async () => {
  const { page, close } = await open(`${dashboard.url}/tiers`, { javaScriptEnabled: false });
  expect(await page.locator("tbody tr").first().isVisible()).toBe(true);
  await close();
});

test("a turn shows what was measured at the wire, without columns of which nothing is known", async () => {
  const { page, close } = await open(`${dashboard.url}/turns/turn%2F1`);
  const table = page.getByRole("region", { name: "Round trips of this turn as measured at the wire" });
  const heads = await table.locator("thead th").allInnerTexts();
  const cells = await table.locator("tbody tr > *").allInnerTexts();
  const shown = Object.fromEntries(heads.map((head, index) => [head, cells[index]]));
  expect(shown).toMatchObject({ "Round trip": "2 · gpt-5.3-codex", TLS: "30 ms", Stalls: "1 · 1.50 s" });
  expect(shown).not.toHaveProperty("Upgrade");
  await close();
});

test("a turn lies on one time axis, in order, each piece where it happened", async () => {
  const { page, close } = await open(`${dashboard.url}/turns/turn%2F1`);
  const rows = page.locator("ol > li");
  const pieces = await rows.evaluateAll((items) =>
    items.map((item) =>
      [...item.querySelectorAll<HTMLElement>("[data-kind]")].map((piece) => [
        piece.dataset["kind"],
        piece.style.left,
        piece.style.width,
      ]),
    ),
  );
  expect((await rows.allInnerTexts()).map((text) => text.split(/\s*\n\s*/))).toEqual([
    ["Warm-up", "300 ms"],
    ["1 · gpt-5.3-codex-spark", "1.50 s"],
    ["Attempt 1", "120 ms", "rate: 429"],
    ["Attempt 2", "1.00 s"],
    ["Approval of exec", "1.00 s"],
    ["exec", "1.50 s"],
    ["2 · gpt-5.3-codex", "1.00 s"],
  ]);
  // The axis is 5 s long: one of the warm-up before the turn, four of the turn.
  expect(pieces).toEqual([
    [["warmUp", "0%", "6%"]],
    [
      ["throttle", "20%", "10%"],
      ["queue", "30%", "4%"],
      ["firstToken", "34%", "2%"],
      ["generation", "36%", "14%"],
    ],
    [["attempt", "20%", "2.4%"]],
    [["attempt", "30%", "20%"]],
    [["approval", "50%", "20%"]],
    [["tool", "50%", "30%"]],
    [
      ["connect", "80%", "1%"],
      ["queue", "81%", "1%"],
      ["firstToken", "82%", "2%"],
      ["generation", "84%", "16%"],
    ],
  ]);
  await close();
});

test("everything is reached by keyboard, the content first of all", async () => {
  const { page, close } = await open(`${dashboard.url}/tiers`);
  const names: unknown[] = [];
  const expected = [
    "Skip to content",
    "Roundtrip",
    ...PAGES_OF_NAVIGATION.map(({ name }) => name),
    "Save this view",
    "Commands Ctrl K",
    "Keys",
    "15m: the last 15 minutes",
  ];
  for (const _ of expected) {
    await page.keyboard.press("Tab");
    names.push(await page.evaluate(FOCUSED));
  }
  expect(names).toEqual(expected);
  await page.keyboard.press("Enter");
  await page.waitForURL(/window=15m/);
  await close();
});
