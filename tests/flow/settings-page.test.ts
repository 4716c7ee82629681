import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DEFAULT_TIER_RULES } from "#lib/domain/tier.ts";
import { findSettings } from "#lib/store/settings/find-settings.ts";
import { findBarriers } from "#tests/support/find-barriers.ts";
import { type HistoryPages, openHistoryPages } from "#tests/support/history-pages.ts";
import { OVERFLOW } from "#tests/support/open-page.ts";

const END_MS = Date.now();
const DAYS = `from=${new Date(END_MS - 3 * 86_400_000).toISOString()}&to=${new Date(END_MS).toISOString()}`;

let pages: HistoryPages;

beforeAll(async () => {
  pages = await openHistoryPages({ seed: 5, roundTrips: 3_000, people: 20, days: 3, endMs: END_MS });
});

beforeEach(async () => {
  await pages.history.database.$executeRaw`delete from settings`;
  await pages.history.database.$executeRaw`delete from audit_entries`;
});

afterAll(() => pages?.stop());

const settings = () => findSettings(pages.history.database);
const preview = (page: Page) => page.getByRole("region", { name: "Tiers by model, provider" });
const rule = (page: Page, place: number) => page.locator(`#rule-${place}`);

const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) =>
  [360, 1440].map((width) => ({ colorScheme, width })),
);

test.each(LOOKS)("the page is there for everybody, $colorScheme, $width px wide", async (look) => {
  const draft = "ruleTier=A&ruleModel=(&ruleTier=B&ruleModel=&daysFacts=x";
  for (const query of ["", `?${draft}`, "?names=repository&saved=people"]) {
    const { page, errors, scriptBytes, close } = await pages.open(`/settings${query}`, {
      colorScheme: look.colorScheme,
      viewport: { width: look.width, height: 800 },
    });
    await preview(page).waitFor();
    expect({
      title: await page.locator("h1").textContent(),
      current: await page.locator("nav [aria-current=page]").textContent(),
      overflow: await page.evaluate(OVERFLOW),
      barriers: await findBarriers(page),
      errors,
    }).toEqual({ title: "Settings", current: "Settings", overflow: 0, barriers: [], errors: [] });
    expect(await scriptBytes()).toBeLessThan(250_000);
    await close();
  }
});

test("what a pattern would change is shown while it is typed, has an address, and holds once it is saved", async () => {
  const { page, close } = await pages.open("/settings");
  await rule(page, 8).getByLabel("Tier", { exact: true }).fill("Ordinary");
  await page.getByText(/combinations would move/).waitFor();
  const moved = preview(page).getByRole("row").filter({ hasText: "Ordinary" });
  expect(await moved.count()).toBeGreaterThan(0);
  await page.waitForURL(/ruleTier=Ordinary/);
  expect((await settings()).tierRules).toEqual(DEFAULT_TIER_RULES);
  const told = await preview(page).textContent();
  await page.reload();
  expect(await preview(page).textContent()).toBe(told);
  await page.getByRole("button", { name: "Save tier rules" }).click();
  await page.getByRole("status").filter({ hasText: "Tier rules saved" }).waitFor();
  expect((await settings()).tierRules.at(-1)).toEqual({ tier: "Ordinary" });
  await page.getByRole("region", { name: "Changes and exports" }).getByText("Rule 8").waitFor();
  await close();
  const tiers = await pages.open(`/tiers?${DAYS}`);
  const table = tiers.page.locator("main table").first();
  await table.getByText("Ordinary").first().waitFor();
  expect(await table.getByText("Standard", { exact: true }).count()).toBe(0);
  await tiers.close();
});

test("a pattern that cannot be used is named at its field, catches nothing, and cannot be saved", async () => {
  const { page, close } = await pages.open("/settings");
  const model = rule(page, 1).getByLabel("Model");
  await model.fill("(a+");
  await rule(page, 1).getByText('"(" is not closed by ")"').waitFor();
  expect(await model.getAttribute("aria-invalid")).toBe("true");
  expect(await page.getByRole("button", { name: "Save tier rules" }).isDisabled()).toBe(true);
  await rule(page, 1).getByText("catches nothing known").waitFor();
  await model.fill("(a+)+b");
  await page.getByRole("button", { name: "Save tier rules" }).isEnabled();
  await rule(page, 1).getByText("catches nothing known").waitFor();
  await close();
});

test("rules are added, moved and taken away with the keyboard alone", async () => {
  const { page, close } = await pages.open("/settings");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await page.getByRole("button", { name: "Move rule 3 up" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(focused).toBe("Move rule 2 up");
  await page.keyboard.press("Enter");
  // At the top there is no further up, so that the keyboard goes on at the other button.
  await expect.poll(focused).toBe("Move rule 1 down");
  expect(await rule(page, 1).getByLabel("Service tier").inputValue()).toBe("ultrafast");
  await page.getByRole("button", { name: "Remove rule 1" }).focus();
  await page.keyboard.press("Space");
  await expect.poll(() => page.locator("li[id^=rule-]").count()).toBe(7);
  await page.getByRole("button", { name: "Add a rule" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator("li[id^=rule-]").count()).toBe(8);
  await page.keyboard.type("Mine");
  await page.keyboard.press("Tab");
  await page.keyboard.type("openai");
  expect(await rule(page, 7).getByLabel("Tier", { exact: true }).inputValue()).toBe("Mine");
  await page.keyboard.press("Enter");
  await page.waitForURL(/ruleTier=Mine&ruleProvider=openai/);
  await page.getByRole("button", { name: "Save tier rules" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "Tier rules saved" }).waitFor();
  const saved = (await settings()).tierRules;
  expect([saved.length, saved[6]]).toEqual([8, { tier: "Mine", provider: "openai" }]);
  await close();
});

/**
 * Runs in a page: moves rule 3 up to the top, the second step as soon as the page of the first one is there. Tells what
 * the first rule's service tier was from the second step on until the page of that one was there, too.
 */
const TWO_STEPS = `new Promise((resolve) => {
  const press = (label) => document.querySelector('[aria-label="' + label + '"]').click();
  const caught = () => document.querySelector("#rule-2").textContent;
  const told = new Set();
  let before = caught();
  let pages = 0;
  const observer = new MutationObserver(() => {
    const after = caught();
    const isPage = after !== before && !after.includes("…");
    before = after;
    if (isPage && ++pages === 1) press("Move rule 2 up");
  });
  observer.observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true });
  const look = () => {
    if (pages > 0) told.add(document.querySelector("#rule-0-serviceTier").value);
    if (pages < 2) return requestAnimationFrame(look);
    observer.disconnect();
    resolve([...told]);
  };
  press("Move rule 3 up");
  look();
})`;

test("a step that is taken while the page of the last one comes is not undone by it", async () => {
  const { page, close } = await pages.open("/settings");
  expect(await page.evaluate(TWO_STEPS)).toEqual(["ultrafast"]);
  await page.waitForURL((url) => url.searchParams.getAll("ruleServiceTier")[0] === "ultrafast");
  await page.goBack();
  await expect.poll(() => rule(page, 2).getByLabel("Service tier").inputValue()).toBe("ultrafast");
  expect(await rule(page, 1).getByLabel("Service tier").inputValue()).toBe("");
  await close();
});

test("going back takes a step back, and the shipped rules come with one click", async () => {
  const { page, close } = await pages.open("/settings");
  await page.getByRole("button", { name: "Remove rule 1" }).click();
  await page.waitForURL(/ruleTier/);
  await page.goBack();
  await expect.poll(() => page.locator("li[id^=rule-]").count()).toBe(8);
  await page.getByRole("button", { name: "Remove rule 1" }).click();
  await page.waitForURL(/ruleTier/);
  await page.getByRole("link", { name: "Shipped rules" }).click();
  await expect.poll(() => page.locator("li[id^=rule-]").count()).toBe(8);
  await close();
});

test("without scripts everything can be set too", async () => {
  const { page, close } = await pages.open("/settings", { javaScriptEnabled: false });
  await page.getByRole("button", { name: "Remove rule 2" }).click();
  await page.waitForURL(/ruleTier/);
  await expect.poll(() => page.locator("li[id^=rule-]").count()).toBe(7);
  expect(new URL(page.url()).searchParams.has("edit")).toBe(false);
  await rule(page, 1).getByLabel("Model").fill("(");
  await rule(page, 1).getByLabel("Model").press("Enter");
  await rule(page, 1).getByText('"(" is not closed').waitFor();
  await rule(page, 1).getByLabel("Model").fill(".*spark.*");
  await page.getByRole("button", { name: "Preview" }).last().click();
  await page.waitForURL(/spark/);
  await page.getByRole("button", { name: "Save tier rules" }).click();
  await page.getByText("Tier rules saved").waitFor();
  expect((await settings()).tierRules[0]).toEqual({ tier: "Instant", model: ".*spark.*" });
  await page.getByLabel("By a pseudonym").check();
  await page.getByRole("button", { name: "Save privacy" }).click();
  await page.getByText("Privacy saved").waitFor();
  expect((await settings()).people).toBe("pseudonym");
  await close();
});

test("what a shorter retention drops is told before it can be saved, and nonsense is named at its field", async () => {
  const { page, close } = await pages.open("/settings");
  const days = page.getByLabel("Days of round trips and turns");
  expect(await page.getByRole("button", { name: "Save retention" }).count()).toBe(0);
  await days.fill("0.5");
  await page.getByRole("button", { name: "See what would be dropped" }).click();
  await page.getByText("a whole number from 1 to").waitFor();
  expect(await page.getByRole("button", { name: "Save retention" }).count()).toBe(0);
  await page.getByLabel("Days of round trips and turns").fill("30");
  await page.getByRole("button", { name: "See what would be dropped" }).click();
  await page.getByText("Round trips and turns: 90 → 30 days").waitFor();
  await page.getByRole("button", { name: "Save retention" }).click();
  await page.getByRole("status").filter({ hasText: "Retention saved" }).waitFor();
  expect((await settings()).retentionDays.facts).toBe(30);
  await close();
});

test("a name is given to a team, and the page Team shows it and leads to the same rows", async () => {
  const turns = Map.groupBy(pages.history.turns, (turn) => turn.team ?? "");
  const [team = ""] = [...turns.keys()].toSorted(
    (a, b) => (turns.get(b)?.length ?? 0) - (turns.get(a)?.length ?? 0),
  );
  const { page, close } = await pages.open(`/settings?names=team&find=${team}`);
  await page.getByLabel(`Show ${team} as`).fill("The Builders");
  await page.getByRole("button", { name: "Save names" }).click();
  await page.getByRole("status").filter({ hasText: "Names saved" }).waitFor();
  await page.goto(new URL(`/team?${DAYS}&by=team`, page.url()).href);
  const link = page
    .getByRole("region", { name: "Turns and their phases" })
    .getByRole("link", { name: "The Builders" });
  await link.click();
  await page.waitForURL((url) => url.searchParams.get("team") === team);
  await page.getByRole("list", { name: "Filters in force" }).getByText("The Builders").waitFor();
  await close();
});

test("no page shows a person's name once people have pseudonyms", async () => {
  await pages.history.database
    .$executeRaw`insert into settings (key, value) values ('people', '"pseudonym"')`;
  const people = [...new Set(pages.history.roundTrips.flatMap(({ person }) => person ?? []))];
  const turn = pages.history.turns.at(-1);
  const paths = [
    "/",
    "/team",
    "/round-trips",
    "/sessions",
    "/tiers",
    "/transport",
    "/limits",
    "/limits/audit",
  ];
  for (const path of [
    ...paths.map((one) => `${one}?${DAYS}`),
    `/turns/${turn?.id}`,
    `/sessions/${turn?.sessionId}`,
    "/settings?names=person",
  ]) {
    const { page, close } = await pages.open(path);
    const text = await page.content();
    expect([path, people.filter((person) => text.includes(person))]).toEqual([path, []]);
    if (path.startsWith("/team")) expect(text).toMatch(/Person [0-9a-f]{8}/);
    await close();
  }
});

test("settings are changed from pages of this origin only, and by forms of a sensible size", async () => {
  const { page, close } = await pages.open("/settings");
  const url = new URL("/settings/people", page.url());
  const send = (headers: Record<string, string>, body = "people=hidden") =>
    fetch(url, {
      method: "POST",
      redirect: "manual",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    }).then(({ status }) => status);
  expect(await send({})).toBe(403);
  expect(await send({ origin: "http://example.org" })).toBe(403);
  expect(await send({ origin: "null" })).toBe(403);
  expect(await send({ origin: url.origin, "sec-fetch-site": "cross-site" })).toBe(403);
  expect(await send({ origin: url.origin, "content-type": "application/json" })).toBe(415);
  expect(await send({ origin: url.origin }, `people=${"x".repeat(300_000)}`)).toBe(413);
  expect(await send({ origin: url.origin }, "people=nobody")).toBe(303);
  expect((await settings()).people).toBe("name");
  expect(await send({ origin: url.origin })).toBe(303);
  expect((await settings()).people).toBe("hidden");
  expect((await fetch(url)).status).toBe(405);
  await close();
});
