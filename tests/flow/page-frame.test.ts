import { afterAll, beforeAll, expect, test } from "vitest";
import { findBarriers } from "#tests/support/find-barriers.ts";
import { type HistoryPages, openHistoryPages } from "#tests/support/history-pages.ts";
import { OVERFLOW } from "#tests/support/open-page.ts";

const HOUR_MS = 3_600_000;
const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const FROM_MS = END_MS - 3 * 24 * HOUR_MS;
const iso = (ms: number) => new Date(ms).toISOString();
const DAYS = `from=${iso(FROM_MS)}&to=${iso(END_MS)}`;

let pages: HistoryPages;

beforeAll(async () => {
  pages = await openHistoryPages({ seed: 5, roundTrips: 3_000, people: 20, days: 6, endMs: END_MS });
});

afterAll(() => pages?.stop());

test.each([
  { path: "/", table: "The latest turns", before: /^before / },
  { path: "/tiers", table: "Hand-overs between tiers", before: /^before / },
  { path: "/transport", table: "New connections and kept ones, figure by figure", before: /^before / },
  { path: "/team", table: "Shares of first tokens in time", before: /^before / },
  { path: "/round-trips", table: "First token (TTFT) by period", before: /^The period before$/ },
])(
  "$path is there for everybody, at each width, light and dark, with the period before",
  async ({ path, table, before }) => {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [360, 1440, 2560]) {
        const { page, errors, scriptBytes, close } = await pages.open(`${path}?${DAYS}&compare=before`, {
          colorScheme,
          viewport: { width, height: 800 },
        });
        await page.getByRole("region", { name: table, exact: true }).waitFor();
        expect({
          overflow: await page.evaluate(OVERFLOW),
          barriers: await findBarriers(page),
          before: (await page.getByRole("table").getByText(before).count()) > 0,
          errors,
        }).toEqual({ overflow: 0, barriers: [], before: true, errors: [] });
        expect(await scriptBytes()).toBeLessThan(250_000);
        await close();
      }
    }
  },
);

test("the period before is told as it is when it is asked for itself", async () => {
  const was = `from=${iso(FROM_MS - 3 * 24 * HOUR_MS)}&to=${iso(FROM_MS)}`;
  for (const { path, table } of [
    { path: "/transport", table: "Transports, figure by figure" },
    { path: "/team?by=client", table: "Turns and their phases" },
  ]) {
    const [now, before] = await Promise.all(
      [`${DAYS}&compare=before`, was].map(async (time) => {
        const { page, close } = await pages.open(`${path}${path.includes("?") ? "&" : "?"}${time}`);
        const rows = page.getByRole("region", { name: table, exact: true }).locator("tbody tr");
        await rows.first().waitFor();
        const cells = await rows.evaluateAll((all) =>
          all.map((row) =>
            [...row.querySelectorAll("td")].map((cell) => ({
              first: cell.firstChild?.textContent ?? "",
              before: /before (.+)$/.exec(cell.textContent ?? "")?.[1] ?? null,
              row: row.querySelector("th")?.textContent ?? "",
            })),
          ),
        );
        await close();
        return cells.flat();
      }),
    );
    const told = (now ?? []).filter(({ before }) => before !== null && before !== "–");
    expect(told.length).toBeGreaterThan(5);
    const asked = Map.groupBy(before ?? [], ({ row }) => row);
    for (const [row, cells] of Map.groupBy(told, (cell) => cell.row)) {
      expect([row, (asked.get(row) ?? []).map(({ first }) => first)]).toEqual([
        row,
        expect.arrayContaining(cells.map((cell) => cell.before)),
      ]);
    }
  }
});

test("times are in the reader's zone, from the first visit on", async () => {
  const { page, close } = await pages.open(`/?${DAYS}`, { timezoneId: "Asia/Tokyo" });
  // 09:30 UTC is 18:30 in Tokyo.
  await page.getByText(/Nov 17, 18:30\s–\sNov 20, 18:30/).waitFor();
  await close();
});

test("keys go from page to page and through time, and each view is an address", async () => {
  const { page, close } = await pages.open(`/?${DAYS}`);
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.waitForURL("**/round-trips?*");
  await page.keyboard.press("[");
  await page.waitForURL(`**to=${encodeURIComponent(iso(FROM_MS))}*`);
  expect(new URL(page.url()).searchParams.get("from")).toBe(iso(FROM_MS - 3 * 24 * HOUR_MS));
  await page.keyboard.press("-");
  await page.waitForURL(`**from=${encodeURIComponent(iso(FROM_MS - 4.5 * 24 * HOUR_MS))}*`);
  await page.keyboard.press("3");
  await page.waitForURL("**/round-trips?window=24h");
  await page.goBack();
  await page.waitForURL("**from=*");
  await close();
});

test("single keys do nothing in a field, nor for who does not want them", async () => {
  const { page, close } = await pages.open(`/round-trips?${DAYS}`);
  const address = page.url();
  await page.getByText("Select by numbers").click();
  await page.getByRole("textbox").first().focus();
  await page.keyboard.type("3");
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("3");
  await page.keyboard.press("?");
  await page.waitForTimeout(300);
  expect([page.url(), await page.getByRole("dialog").count()]).toEqual([address, 0]);
  await close();
});

test("the palette finds pages and values, by keyboard alone, and keeps the time", async () => {
  const { page, errors, close } = await pages.open(`/?${DAYS}`);
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: "Overview" }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  const search = page.getByRole("combobox", { name: "Search commands and values" });
  await search.pressSequentially("tier: inst");
  await page.getByRole("option", { name: "Tier: Instant" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/round-trips\?.*tier=Instant/);
  expect(new URL(page.url()).searchParams.get("from")).toBe(iso(FROM_MS));
  await page.keyboard.press("Control+k");
  await search.pressSequentially("transport");
  await page
    .getByRole("option", { name: /^Transport/ })
    .first()
    .waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/transport?*");
  expect(errors).toEqual([]);
  await close();
});

test("the sheet of keys tells every key of the page, without a barrier, at 360 px too", async () => {
  const { page, close } = await pages.open(`/?${DAYS}`, { viewport: { width: 360, height: 700 } });
  await page.getByRole("button", { name: "Keys" }).click();
  const sheet = page.getByRole("dialog", { name: "Keys" });
  for (const name of ["Overview", "The last 24 hours", "Compare with the period before"])
    await sheet.getByText(name, { exact: true }).waitFor();
  expect([await findBarriers(page), await page.evaluate(OVERFLOW)]).toEqual([[], 0]);
  await close();
});

test("any time is chosen by its two ends in the reader's zone; an end before the beginning is refused in words", async () => {
  const { page, close } = await pages.open(`/tiers?${DAYS}`, { timezoneId: "America/New_York" });
  await page.keyboard.press("0");
  await page.getByLabel("From", { exact: true }).fill("2026-11-19T10:00");
  await page.getByLabel("To", { exact: true }).fill("2026-11-19T09:00");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("alert").getByText("The end has to be after the beginning.").waitFor();
  await page.getByLabel("To", { exact: true }).fill("2026-11-19T12:00");
  await page.keyboard.press("Enter");
  // New York is five hours behind UTC in November.
  await page.waitForURL(/from=2026-11-19T15%3A00%3A00.000Z&to=2026-11-19T17%3A00%3A00.000Z/);
  await close();
});

test("dragging along a line chart zooms to whole intervals", async () => {
  const { page, close } = await pages.open(`/?${DAYS}`);
  const chart = page.getByRole("img", { name: /^Median TTFT by tier/ });
  await chart.scrollIntoViewIfNeeded();
  const glass = await chart.locator("rect").last().boundingBox();
  if (glass === null) throw new Error("The chart has no place to drag over");
  const y = glass.y + glass.height / 2;
  await page.mouse.move(glass.x + 0.25 * glass.width, y);
  await page.mouse.down();
  await page.mouse.move(glass.x + 0.5 * glass.width, y, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL((url) => url.searchParams.get("from") !== iso(FROM_MS));
  const [from, to] = ["from", "to"].map((name) =>
    Date.parse(new URL(page.url()).searchParams.get(name) ?? ""),
  );
  expect([(from ?? 0) % HOUR_MS, (to ?? 0) % HOUR_MS]).toEqual([0, 0]);
  expect((from ?? 0) > FROM_MS && (to ?? 0) < END_MS && (to ?? 0) - (from ?? 0) < 30 * HOUR_MS).toBe(true);
  await close();
});

test("what is live can be stopped, and stays so", async () => {
  const { page, close } = await pages.open("/round-trips?window=30d");
  const live = page.getByRole("button", { name: "Live" });
  expect(await live.getAttribute("aria-pressed")).toBe("true");
  await page.keyboard.press("l");
  await expect.poll(() => live.getAttribute("aria-pressed"), { timeout: 20_000 }).toBe("false");
  await page.reload({ waitUntil: "networkidle" });
  await expect.poll(() => live.getAttribute("aria-pressed"), { timeout: 20_000 }).toBe("false");
  await close();
});

test("a view that begins and ends at fixed times is not live", async () => {
  const { page, close } = await pages.open(`/?${DAYS}`);
  expect(await page.getByRole("button", { name: "Live" }).count()).toBe(0);
  await close();
});

test("two tiers are held against each other, and every choice is an address", async () => {
  const { page, errors, close } = await pages.open(`/tiers?${DAYS}`);
  await page.getByRole("combobox", { name: /^Is/ }).selectOption("Deep");
  await page.getByRole("combobox", { name: /^faster than/ }).selectOption("Standard");
  await page.getByRole("combobox", { name: /^by/ }).selectOption("e2eMs");
  await page.getByRole("button", { name: "Compare" }).click();
  await page.waitForURL(/b=Deep&a=Standard&metric=e2eMs/);
  await page
    .getByText(/^(For the same kind of work|Not decisive)/)
    .first()
    .waitFor();
  await page.getByRole("region", { name: "Ratios, raw and matched" }).getByText("Median, raw").waitFor();
  await page.reload({ waitUntil: "networkidle" });
  expect(await page.getByRole("combobox", { name: /^Is/ }).inputValue()).toBe("Deep");
  expect(errors).toEqual([]);
  await close();
});

test("a view is saved by keyboard, stands at the side of every page, and is removed on Settings", async () => {
  const { page, errors, close } = await pages.open(`/round-trips?${DAYS}&tier=Deep`);
  await page.keyboard.press("v");
  await page.getByRole("textbox", { name: "Name of the view" }).fill("Deep ones");
  await page.keyboard.press("Enter");
  const view = page.getByRole("link", { name: "Deep ones" });
  await view.waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.waitForURL("**/tiers?*");
  await view.click();
  await page.waitForURL(/\/round-trips\?.*tier=Deep/);
  expect(new URL(page.url()).searchParams.get("from")).toBe(iso(FROM_MS));
  await page.goto(new URL("/settings", page.url()).href, { waitUntil: "networkidle" });
  await page.getByRole("button", { name: "Remove Deep ones" }).click();
  await page.getByText("No view was saved yet.").waitFor();
  expect([await view.count(), errors]).toEqual([0, []]);
  await close();
});

test.each([
  "/",
  "/tiers?metric=e2eMs",
  "/transport",
  "/round-trips?metric=e2eMs",
  "/sessions",
  "/team?by=client",
])("every link of %s to data leads to an answer", async (path) => {
  const { page, close } = await pages.open(`${path}${path.includes("?") ? "&" : "?"}${DAYS}&compare=before`);
  await page.getByText("CSV", { exact: true }).last().waitFor();
  const hrefs = await page
    .locator('a[href^="/api/v1/"]')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  expect(hrefs.length).toBeGreaterThan(1);
  for (const href of hrefs) expect([href, (await fetch(href)).status]).toEqual([href, 200]);
  await close();
});
