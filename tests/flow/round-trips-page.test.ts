import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findBarriers } from "#tests/support/find-barriers.ts";
import { type HistoryPages, openHistoryPages } from "#tests/support/history-pages.ts";
import { OVERFLOW } from "#tests/support/open-page.ts";

const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const iso = (ms: number) => new Date(ms).toISOString();
const DAYS = `from=${iso(END_MS - 4 * 86_400_000)}&to=${iso(END_MS)}`;
const PATH = `/round-trips?${DAYS}&limit=10`;

let pages: HistoryPages;

beforeAll(async () => {
  pages = await openHistoryPages({ seed: 3, roundTrips: 4_000, people: 20, days: 4, endMs: END_MS });
});

afterAll(() => pages?.stop());

const differences = (page: Page) => page.getByRole("region", { name: "What differs in the selection" });
const selection = (page: Page) =>
  Object.fromEntries(
    [...new URL(page.url()).searchParams].filter(([name]) => /^(selected|min$|max$)/.test(name)),
  );

test.each([
  ["light", 1440],
  ["dark", 1440],
  ["light", 360],
  ["dark", 360],
] as const)(
  "the heatmap and what differs are there for everybody, %s, %d px wide",
  async (colorScheme, width) => {
    const path = `${PATH}&min=4000`;
    const { page, errors, close } = await pages.open(path, { colorScheme, viewport: { width, height: 800 } });
    await differences(page).getByRole("listitem").first().waitFor();
    expect({ overflow: await page.evaluate(OVERFLOW), barriers: await findBarriers(page), errors }).toEqual({
      overflow: 0,
      barriers: [],
      errors: [],
    });
    await close();
  },
);

test("dragging over the heatmap selects: the address tells it, what differs is told, and the list has just those", async () => {
  const { page, errors, close } = await pages.open(PATH);
  const map = page.getByRole("img", { name: /First token .* by time/ });
  const bounds = await map.locator("svg > g > rect, svg g rect").last().boundingBox();
  if (bounds === null) throw new Error("The heatmap has no cells");
  const at = (x: number, y: number) => [bounds.x + x * bounds.width, bounds.y + y * bounds.height] as const;
  await page.mouse.move(...at(0.1, 0.02));
  await page.mouse.down();
  await page.mouse.move(...at(0.9, 0.45), { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/selectedFrom=/);
  const { selectedFrom = "", selectedTo = "", min = "", max = "" } = selection(page);
  await differences(page)
    .getByText(/selected round trips of/)
    .waitFor();
  const selected = pages.history.roundTrips.filter(
    ({ outcome, ttftMs, startedAtMs }) =>
      outcome === "complete" &&
      ttftMs !== null &&
      ttftMs >= Number(min) &&
      ttftMs <= Number(max) &&
      startedAtMs >= Math.max(Date.parse(selectedFrom), END_MS - 4 * 86_400_000) &&
      startedAtMs < Date.parse(selectedTo),
  );
  expect(selected.length).toBeGreaterThan(10);
  expect(await differences(page).textContent()).toContain(
    `${selected.length.toLocaleString("en-US")} selected round trips of`,
  );
  const rows = page.getByRole("region", { name: "Round trips" }).locator("tbody tr");
  await expect.poll(() => rows.count()).toBe(Math.min(10, selected.length));
  const shown = await differences(page).textContent();
  await page.reload({ waitUntil: "networkidle" });
  expect(await differences(page).textContent()).toBe(shown);
  await page.goBack();
  await expect.poll(() => selection(page)).toEqual({});
  expect(errors).toEqual([]);
  await close();
});

test("the keyboard selects by numbers, follows a finding to its round trips, and takes the selection back", async () => {
  const { page, close } = await pages.open(PATH);
  await page.getByText("Select by numbers").focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("At least, ms").focus();
  await page.keyboard.type("4000");
  await page.keyboard.press("Enter");
  await page.waitForURL(/min=4000/);
  const finding = differences(page).getByRole("listitem").getByRole("link").first();
  await finding.waitFor();
  const value = await finding.textContent();
  await differences(page).getByRole("link", { name: "Select nothing" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.search.includes("min="));
  await page.goBack();
  await finding.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(
    (url) => !url.search.includes("min=") && url.search.includes(`=${encodeURIComponent(value ?? "")}`),
  );
  await close();
});

test("another metric has another heatmap and nothing selected", async () => {
  const { page, close } = await pages.open(`${PATH}&min=4000`);
  await page.getByRole("navigation", { name: "Metric" }).getByRole("link", { name: "Decode rate" }).click();
  await page.getByRole("img", { name: /Decode rate by time/ }).waitFor();
  expect(selection(page)).toEqual({});
  expect(await differences(page).count()).toBe(0);
  await close();
});

test("the next page of a selection's list leaves the heatmap and what differs as they are", async () => {
  const { page, close } = await pages.open(`${PATH}&min=2000&selectedFrom=${iso(END_MS - 2 * 86_400_000)}`);
  const map = page.getByRole("region", { name: "First token (TTFT) over time" });
  const told = async () => [await map.textContent(), await differences(page).textContent()];
  await differences(page)
    .getByText(/selected round trips of/)
    .waitFor();
  const before = await told();
  const first = await page
    .getByRole("region", { name: "Round trips" })
    .locator("tbody tr")
    .first()
    .textContent();
  await page.getByRole("link", { name: "Next 10" }).click();
  await page.waitForURL(/cursor=/);
  await page.getByRole("link", { name: "First page" }).waitFor();
  expect(await told()).toEqual(before);
  expect(
    await page.getByRole("region", { name: "Round trips" }).locator("tbody tr").first().textContent(),
  ).not.toBe(first);
  await close();
});
