import { afterAll, beforeAll, expect, test } from "vitest";
import { findBarriers } from "#tests/support/find-barriers.ts";
import { type HistoryPages, openHistoryPages } from "#tests/support/history-pages.ts";
import { OVERFLOW } from "#tests/support/open-page.ts";

const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const iso = (ms: number) => new Date(ms).toISOString();
const DAYS = `from=${iso(END_MS - 3 * 86_400_000)}&to=${iso(END_MS)}`;

let pages: HistoryPages;

beforeAll(async () => {
  pages = await openHistoryPages({ seed: 5, roundTrips: 3_000, people: 20, days: 3, endMs: END_MS });
});

afterAll(() => pages?.stop());

const PAGES: readonly { path: string; query?: string; title: string; table: string }[] = [
  { path: "/transport", title: "Transport in the chosen time", table: "Transports, figure by figure" },
  { path: "/team", title: "Who waited in the chosen time", table: "Turns and their phases" },
  {
    path: "/what-if",
    query: "&throttleFactor=0",
    title: "What if turns ran another way in the chosen time",
    table: "Recorded and modelled times of turns",
  },
];

test.each(
  PAGES.flatMap((page) =>
    (["light", "dark"] as const).flatMap((colorScheme) =>
      [360, 1440].map((width) => ({ ...page, colorScheme, width })),
    ),
  ),
)(
  "$path is there for everybody, $colorScheme, $width px wide",
  async ({ path, query = "", title, table, ...look }) => {
    const { page, errors, scriptBytes, close } = await pages.open(`${path}?${DAYS}${query}`, {
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
  },
);

test("a transport leads to its round trips, of the same time", async () => {
  const { page, close } = await pages.open(`/transport?${DAYS}`);
  const link = page
    .getByRole("region", { name: "Transports, figure by figure" })
    .getByRole("link", { name: "websocket" });
  await link.click();
  await page.waitForURL(/\/round-trips\?.*transport=websocket/);
  expect(new URL(page.url()).searchParams.get("from")).toBe(iso(END_MS - 3 * 86_400_000));
  await close();
});

test("the page Team tells as many turns of each client as there were, and leads to their round trips", async () => {
  const { page, close } = await pages.open(`/team?${DAYS}&by=client`);
  const table = page.getByRole("region", { name: "Turns and their phases" });
  const turns = Map.groupBy(
    pages.history.turns.filter(({ startedAtMs }) => startedAtMs >= END_MS - 3 * 86_400_000),
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

test("a scenario is chosen by a form, its answer has an address, and what was asked stays chosen", async () => {
  const { page, close } = await pages.open(`/what-if?${DAYS}`);
  await page.getByText("Choose above what would be different").waitFor();
  await page.getByRole("button", { name: "Replay" }).click();
  await page.getByText("Nothing was to be different, so there is nothing to replay.").waitFor();
  await page.getByLabel("run on").selectOption("Instant");
  await page.getByRole("button", { name: "Replay" }).click();
  await page.waitForURL(/tierTo=Instant/);
  const told = page.getByRole("region", { name: "What the model says" });
  await told.getByText(/complete turns replayed/).waitFor();
  expect(await page.getByLabel("run on").inputValue()).toBe("Instant");
  expect(new URL(page.url()).searchParams.get("from")).toBe(iso(END_MS - 3 * 86_400_000));
  await page
    .getByRole("region", { name: "What has to hold for this" })
    .getByText("This is a model.")
    .waitFor();
  await close();
});
