import { afterAll, beforeAll, expect, test } from "vitest";
import { findBarriers } from "#tests/support/find-barriers.ts";
import { type HistoryPages, openHistoryPages } from "#tests/support/history-pages.ts";
import { insertLongTurn } from "#tests/support/insert-long-turn.ts";
import { OVERFLOW } from "#tests/support/open-page.ts";

const END_MS = Date.UTC(2026, 10, 20, 9, 30);
/** Parts of 50 round trips: 10,500 marks are thirty of them. */
const LONG = 1_500;
const PAGE = `/turns/of-${LONG}`;

let pages: HistoryPages;

beforeAll(async () => {
  pages = await openHistoryPages({ seed: 8, roundTrips: 300, people: 5, days: 1, endMs: END_MS });
  await insertLongTurn(pages.history.database, LONG, END_MS - 86_400_000);
});

afterAll(() => pages?.stop());

test.each(
  (["light", "dark"] as const).flatMap((colorScheme) => [360, 1440].map((width) => ({ colorScheme, width }))),
)("a long turn is there for everybody, $colorScheme, $width px wide", async ({ colorScheme, width }) => {
  const { page, errors, close } = await pages.open(`${PAGE}?roundTrip=of-${LONG}-70`, {
    colorScheme,
    viewport: { width, height: 800 },
  });
  await page.getByRole("heading", { name: "The whole turn" }).waitFor();
  expect({
    overflow: await page.evaluate(OVERFLOW),
    barriers: await findBarriers(page),
    errors,
  }).toEqual({ overflow: 0, barriers: [], errors: [] });
  await close();
});

test("a long turn is told whole in little, and its parts one at a time, the tables along", async () => {
  const { page, close } = await pages.open(PAGE);
  const rows = page.locator("ol > li");
  const trips = page.getByRole("region", { name: "Round trips of this turn", exact: true });
  const events = page.getByRole("region", { name: "Other events of this turn" });
  const told = async () => [
    (await rows.first().innerText()).split("\n")[0],
    await rows.count(),
    await trips.locator("tbody tr").count(),
    await events.locator("tbody tr").count(),
  ];
  expect(await told()).toEqual(["1 · gpt-5.3-codex", 200, 50, 150]);
  const parts = page.getByRole("navigation", { name: "Parts of this turn" });
  expect(await parts.getByRole("link").count()).toBe(30);
  await parts.getByRole("link", { name: "30", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/part=30/);
  await page.getByRole("heading", { name: "Waterfall, part 30 of 30" }).waitFor();
  await page.reload();
  expect(await told()).toEqual(["1451 · gpt-5.3-codex", 200, 50, 150]);
  await page.getByText("1,451 to 1,500 of 1,500").waitFor();
  expect(await parts.locator("[aria-current=page]").innerText()).toBe("30");
  await close();
});

test("the chart of the whole turn leads to the part under the pointer", async () => {
  const { page, close } = await pages.open(PAGE);
  const chart = page.getByRole("region", { name: "The whole turn" }).locator("svg").first();
  const box = await chart.boundingBox();
  if (!box) throw new Error("The chart is not drawn");
  await page.mouse.click(box.x + box.width * 0.51, box.y + box.height / 2);
  await page.waitForURL(/part=16/);
  await close();
});

test("a round trip leads to its place in its turn, which is marked and in sight", async () => {
  const from = new Date(END_MS - 86_400_000 + 700 * 4_000 - 1).toISOString();
  const to = new Date(END_MS - 86_400_000 + 700 * 4_000 + 1).toISOString();
  const { page, close } = await pages.open(`/round-trips?turnId=of-${LONG}&from=${from}&to=${to}`);
  await page.locator(`a[href^="${PAGE}"]`).first().click();
  await page.getByRole("heading", { name: "Waterfall, part 15 of 30" }).waitFor();
  const marked = page.locator("ol > li[aria-current]");
  expect((await marked.innerText()).split("\n")[0]).toBe("701 · gpt-5.3-codex");
  await expect.poll(() => marked.evaluate((row) => row.getBoundingClientRect().top)).toBeGreaterThan(100);
  expect(await marked.evaluate((row) => row.getBoundingClientRect().bottom)).toBeLessThan(800);
  expect(await page.locator("tr[aria-current]").count()).toBe(1);
  await close();
});

test.each(["part=31", "part=0", "part=x", "roundTrip=other", "page=2"])(
  "an address with %s says what is wrong",
  async (query) => {
    const { page, close } = await pages.open(`${PAGE}?${query}`);
    await page.getByText(`Parameter "${query.split("=")[0]}"`).waitFor();
    await page.getByRole("link", { name: "Open the page without it" }).click();
    await page.getByRole("heading", { name: "Waterfall, part 1 of 30" }).waitFor();
    await close();
  },
);

test("the round trips of a part can be had as a file, and the whole turn as JSON", async () => {
  const { page, close } = await pages.open(`${PAGE}?part=3`);
  const hrefs = await page
    .getByRole("region", { name: /^Round trips, part/ })
    .locator("a")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const [csv, json] = await Promise.all(
    hrefs.map(async (href) => (await page.request.get(new URL(href, page.url()).href)).text()),
  );
  const lines = csv?.trim().split("\n") ?? [];
  expect(lines).toHaveLength(51);
  expect([lines[1], lines.at(-1)]).toEqual([
    expect.stringContaining(`of-${LONG}-100`),
    expect.stringContaining(`of-${LONG}-149`),
  ]);
  expect((JSON.parse(json ?? "") as { readonly roundTrips: readonly unknown[] }).roundTrips).toHaveLength(
    LONG,
  );
  await close();
});
