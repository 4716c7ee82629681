import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "#tests/support/browser.ts";
import { findBarriers } from "#tests/support/find-barriers.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";
import { OVERFLOW, openPage } from "#tests/support/open-page.ts";
import { type Dashboard, startDashboard } from "#tests/support/running-dashboard.ts";

const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const iso = (ms: number) => new Date(ms).toISOString();
const DAYS = `from=${iso(END_MS - 3 * 86_400_000)}&to=${iso(END_MS)}`;

let browser: Browser;
let history: HistoryDatabase;
let dashboard: Dashboard;

beforeAll(async () => {
  history = await createHistoryDatabase({ seed: 5, roundTrips: 3_000, people: 20, days: 3, endMs: END_MS });
  dashboard = await startDashboard(history.url);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.process.stop();
  await history?.drop();
});

const PAGES = [
  { path: "/transport", title: "Transport in the chosen time", table: "Transports, figure by figure" },
  { path: "/team", title: "Who waited in the chosen time", table: "Turns and their phases" },
];

test.each(
  PAGES.flatMap((page) =>
    (["light", "dark"] as const).flatMap((colorScheme) =>
      [360, 1440].map((width) => ({ ...page, colorScheme, width })),
    ),
  ),
)("$path is there for everybody, $colorScheme, $width px wide", async ({ path, title, table, ...look }) => {
  const { page, errors, scriptBytes, close } = await openPage(browser, `${dashboard.url}${path}?${DAYS}`, {
    colorScheme: look.colorScheme,
    viewport: { width: look.width, height: 800 },
  });
  await page.getByRole("region", { name: table }).waitFor();
  expect({
    title: await page.locator("h1").textContent(),
    current: await page.locator("nav [aria-current=page]").count(),
    overflow: await page.evaluate(OVERFLOW),
    barriers: await findBarriers(page),
    errors,
  }).toEqual({ title, current: 1, overflow: 0, barriers: [], errors: [] });
  expect(await scriptBytes()).toBeLessThan(250_000);
  await close();
});

test("a transport leads to its round trips, of the same time", async () => {
  const { page, close } = await openPage(browser, `${dashboard.url}/transport?${DAYS}`);
  const link = page
    .getByRole("region", { name: "Transports, figure by figure" })
    .getByRole("link", { name: "websocket" });
  await link.click();
  await page.waitForURL(/\/round-trips\?.*transport=websocket/);
  expect(new URL(page.url()).searchParams.get("from")).toBe(iso(END_MS - 3 * 86_400_000));
  await close();
});

test("the page Team tells as many turns of each client as there were, and leads to their round trips", async () => {
  const { page, close } = await openPage(browser, `${dashboard.url}/team?${DAYS}&by=client`);
  const table = page.getByRole("region", { name: "Turns and their phases" });
  const turns = Map.groupBy(
    history.turns.filter(({ startedAtMs }) => startedAtMs >= END_MS - 3 * 86_400_000),
    ({ client }) => client ?? "– unknown",
  );
  const rows = await table.locator("tbody tr").all();
  const told = await Promise.all(
    rows.map(async (row) => [
      await row.locator("th").textContent(),
      Number((await row.locator("td").first().textContent())?.replace(",", "")),
    ]),
  );
  expect(new Map(told as [string, number][])).toEqual(
    new Map([...turns].map(([client, own]) => [client, own.length])),
  );
  await table.getByRole("link").first().click();
  await page.waitForURL(/\/round-trips\?.*client=/);
  await close();
});
