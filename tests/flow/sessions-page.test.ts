import { afterAll, beforeAll, expect, test } from "vitest";
import type { Turn } from "#lib/domain/turn.ts";
import { openBrowser } from "#tests/support/browser.ts";
import { findBarriers } from "#tests/support/find-barriers.ts";
import { type HistoryPages, openHistoryPages } from "#tests/support/history-pages.ts";
import { OVERFLOW, openPage } from "#tests/support/open-page.ts";
import { startDashboard } from "#tests/support/running-dashboard.ts";
import { insertSampleRows, iso as isoOf, sampleRoundTrip, sampleTurn } from "#tests/support/sample-rows.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const iso = (ms: number) => new Date(ms).toISOString();
const DAYS = `from=${iso(END_MS - 3 * 86_400_000)}&to=${iso(END_MS)}`;
const LONG_TURNS = 500;

let pages: HistoryPages;
let longest: { readonly id: string; readonly turns: readonly Turn[] };

beforeAll(async () => {
  pages = await openHistoryPages({ seed: 8, roundTrips: 3_000, people: 20, days: 3, endMs: END_MS });
  const [most] = [...Map.groupBy(pages.history.turns, ({ sessionId }) => sessionId)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  if (!most) throw new Error("The history has no session");
  longest = { id: most[0], turns: most[1].toSorted((a, b) => a.startedAtMs - b.startedAtMs) };
  await insertLongSession(pages.history);
});

afterAll(() => pages?.stop());

/** A session of a day: a turn each minute, but for a night in the middle, and every tenth round trip of another tier. */
async function insertLongSession({ database }: HistoryPages["history"]): Promise<void> {
  const startMs = END_MS - 30 * 3_600_000;
  const atMs = (turn: number) => startMs + turn * 60_000 + (turn >= LONG_TURNS / 2 ? 12 * 3_600_000 : 0);
  const of = { session_id: "a-long-one", scope: "codex/a-long-one", person: "ada" };
  const turns = Array.from({ length: LONG_TURNS }, (_, turn) => turn);
  await insertSampleRows(database, {
    model_variants: [
      { id: 1, provider: "openai", model: "gpt-5.3-codex-spark" },
      { id: 2, provider: "openai", model: "gpt-5.3-codex" },
    ],
    turns: turns.map((turn) =>
      sampleTurn(
        { ...of, id: `long/${turn}`, started_at: isoOf(atMs(turn)), duration_ms: 20_000 + turn * 40 },
        { generation: 15_000 + turn * 40, tool: 5_000 },
      ),
    ),
    round_trips: turns.flatMap((turn) =>
      [0, 1, 2, 3].map((trip) =>
        sampleRoundTrip({
          ...of,
          id: `long/${turn}/${trip}`,
          turn_id: `long/${turn}`,
          started_at: isoOf(atMs(turn) + trip * 5_000),
          variant_id: (turn * 4 + trip) % 10 === 0 ? 2 : 1,
          e2e_ms: 4_000,
          ttft_ms: 300 + trip,
          output_tokens: 100,
        }),
      ),
    ),
  });
}

const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) =>
  [360, 1440].map((width) => ({ colorScheme, width })),
);

test.each(
  LOOKS.flatMap((look) => [
    { ...look, path: "/sessions", title: "Sessions in the chosen time", table: "Sessions" },
    { ...look, path: "/sessions/long", title: "A session of 500 turns", table: "Turns of this session" },
    { ...look, path: "/sessions/some", title: "A session of ", table: "Turns of this session" },
  ]),
)("$path is there for everybody, $colorScheme, $width px wide", async ({ path, title, table, ...look }) => {
  const ids: Readonly<Record<string, string>> = { long: "a-long-one", some: longest.id };
  const address = path.replace(/long|some/, (name) => encodeURIComponent(ids[name] ?? ""));
  const { page, errors, scriptBytes, close } = await pages.open(
    path === "/sessions" ? `${path}?${DAYS}` : address,
    { colorScheme: look.colorScheme, viewport: { width: look.width, height: 800 } },
  );
  await page.getByRole("region", { name: table, exact: true }).waitFor();
  expect(await page.locator("h1").textContent()).toContain(title);
  expect({
    current: await page.locator("nav [aria-current=page]").textContent(),
    overflow: await page.evaluate(OVERFLOW),
    barriers: await findBarriers(page),
    errors,
  }).toEqual({ current: "Sessions", overflow: 0, barriers: [], errors: [] });
  expect(await scriptBytes()).toBeLessThan(250_000);
  await close();
});

test("the list is ordered as chosen, its pages follow each other, and each row leads to its session", async () => {
  const { page, close } = await pages.open(`/sessions?${DAYS}&limit=5`);
  const table = page.getByRole("region", { name: "Sessions", exact: true });
  const ids = () =>
    table
      .locator("tbody th a")
      .evaluateAll((links) => links.map((link) => decodeURIComponent(link.getAttribute("href") ?? "")));
  await page.getByRole("link", { name: "Most round trips" }).click();
  await page.waitForURL(/sort=-roundTrips/);
  await table.getByRole("link").first().waitFor();
  await expect.poll(async () => (await ids())[0]).toBe("/sessions/a-long-one");
  const first = await ids();
  await page.getByRole("link", { name: "Next 5" }).click();
  await page.waitForURL(/cursor=/);
  await expect.poll(async () => (await ids()).some((id) => first.includes(id))).toBe(false);
  await page.reload();
  await expect.poll(async () => (await ids()).length).toBe(5);
  await page.getByRole("link", { name: "First page" }).click();
  await expect.poll(ids).toEqual(first);
  await table.getByRole("link").first().click();
  await page.getByRole("heading", { name: /A session of 500 turns/ }).waitFor();
  await close();
});

test("a session tells its turns in their order, and leads to each of them and back", async () => {
  const { page, close } = await pages.open(`/sessions/${encodeURIComponent(longest.id)}`);
  const table = page.getByRole("region", { name: "Turns of this session" });
  expect(await table.locator("tbody tr").count()).toBe(longest.turns.length);
  const links = await table
    .locator("tbody th time")
    .evaluateAll((times) => times.map((time) => Date.parse(time.getAttribute("datetime") ?? "")));
  expect(links).toEqual(longest.turns.map(({ startedAtMs }) => Math.floor(startedAtMs)));
  await table.getByRole("link").nth(1).click();
  await page.getByRole("heading", { name: /^A turn of/ }).waitFor();
  await page.getByRole("link", { name: longest.id }).click();
  await page.getByRole("heading", { name: /^A session of/ }).waitFor();
  await page.getByRole("link", { name: /^All \d+ round trips$/ }).click();
  await page.waitForURL(/\/round-trips\?.*sessionId=/);
  const trips = pages.history.roundTrips.filter(({ sessionId }) => sessionId === longest.id);
  await expect
    .poll(() => page.getByRole("region", { name: "Round trips", exact: true }).locator("tbody tr").count())
    .toBe(Math.min(50, trips.length));
  await page.getByRole("region", { name: "Round trips", exact: true }).locator("tbody td a").first().click();
  await page.getByRole("heading", { name: /^A session of/ }).waitFor();
  await close();
});

test("a long session is read a hundred turns at a time, and its night is told and not drawn to scale", async () => {
  const { page, close } = await pages.open("/sessions/a-long-one");
  const table = page.getByRole("region", { name: "Turns of this session" });
  const numbers = () => table.locator("tbody td:first-child").allTextContents();
  expect(await numbers()).toEqual(Array.from({ length: 100 }, (_, index) => String(index + 1)));
  await page.getByText(/1 long pause, the longest of 12 h/).waitFor();
  const clock = page.getByRole("region", { name: "On one clock" });
  expect((await clock.locator("li").allInnerTexts()).map((text) => text.split(/\s*\n\s*/))).toEqual([
    ["Turns", "n 500"],
    ["Instant", "n 1,800"],
    ["Standard", "n 200"],
  ]);
  await page.getByRole("link", { name: "Next 100" }).click();
  await page.waitForURL(/first=101/);
  await expect.poll(async () => (await numbers())[0]).toBe("101");
  await page.reload();
  expect((await numbers()).at(-1)).toBe("200");
  await page.getByRole("link", { name: "Turns before" }).click();
  await expect.poll(async () => (await numbers())[0]).toBe("1");
  await close();
});

test("without a mouse a session is chosen, opened and one of its turns", async () => {
  const { page, close } = await pages.open(`/sessions?${DAYS}`);
  await page.getByRole("link", { name: "Most switches" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/sort=-switches/);
  const table = page.getByRole("region", { name: "Sessions", exact: true });
  await table.waitFor();
  await table.focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^A session of/ }).waitFor();
  const turns = page.getByRole("region", { name: "Turns of this session" });
  await turns.focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^A turn of/ }).waitFor();
  await close();
});

test("filters narrow the sessions, and what nothing matches says so and leads back", async () => {
  const { page, close } = await pages.open(`/sessions?${DAYS}&person=ada`);
  const links = page.getByRole("region", { name: "Sessions", exact: true }).locator("tbody th a");
  expect(await links.evaluateAll((found) => found.map((link) => link.getAttribute("href")))).toContain(
    "/sessions/a-long-one",
  );
  await page.goto(page.url().replace("person=ada", "person=nobody"));
  await page.getByText("matches these filters in this time").waitFor();
  await page.getByRole("link", { name: "take the filters away" }).click();
  await links.first().waitFor();
  await close();
});

test.each([
  ["/sessions/none", 404, "There is no such session"],
  ["/sessions/%00", 404, "There is no such session"],
  ["/sessions?sort=-ttftMs", 200, 'Parameter "sort" must be one of'],
  ["/sessions/a-long-one?first=501", 200, 'Parameter "first" must be a number from 1 to 500'],
])("%s gets %d and says what is the matter", async (path, expected, text) => {
  const { page, status, close } = await pages.open(path);
  expect(status).toBe(expected);
  expect(await page.locator("main").textContent()).toContain(text);
  await close();
});

test("without scripts the list and a session are there all the same", async () => {
  const { page, close } = await pages.open(`/sessions?${DAYS}`, { javaScriptEnabled: false });
  const link = page.getByRole("region", { name: "Sessions", exact: true }).getByRole("link").first();
  await link.click();
  await page.getByRole("region", { name: "Turns of this session" }).waitFor();
  await close();
});

test("without any data the page says how to connect", async () => {
  const database = await createTestDatabase();
  const dashboard = await startDashboard(database.url);
  const browser = await openBrowser();
  try {
    const { page, errors, close } = await openPage(browser, `${dashboard.url}/sessions`);
    await page.getByRole("heading", { name: "Waiting for the first round trip" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  } finally {
    await browser.close();
    await dashboard.process.stop();
    await database.drop();
  }
});
