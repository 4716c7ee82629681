import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PAGES } from "#app/pages.ts";
import { hasEnded } from "#server/database/postmaster-file.ts";
import { freePorts } from "#server/free-ports.ts";
import { DEMO_REGRESSION } from "#simulation/demo/demo-history.ts";
import { openBrowser } from "#tests/support/browser.ts";
import { findBarriers } from "#tests/support/find-barriers.ts";
import { OVERFLOW, openPage } from "#tests/support/open-page.ts";
import { askUntil } from "#tests/support/running-roundtrip.ts";
import { type StartedRoundtrip, type StartSettings, startRoundtrip } from "#tests/support/start-roundtrip.ts";

// One demo is filled for all tests of this file, which follow each other: so many ms may that take on a busy machine.
const FILL_MAX_MS = 280_000;
const HOUR_MS = 3_600_000;

let dataDir = "";
let settings: StartSettings = {};
let realUrl = "";
let roundtrip: StartedRoundtrip;
let browser: Browser;

const start = (...words: string[]) => startRoundtrip(settings, "server/start.ts", words);
const demoUrl = () => /The demo is at (\S+)/.exec(roundtrip.output())?.[1] ?? "";
const ask = async (url: string) => await (await fetch(url)).json();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "roundtrip-demo-"));
  const [dashboard = 0, http, grpc] = await freePorts("127.0.0.1", 3);
  settings = {
    ROUNDTRIP_DATA_DIR: dataDir,
    PORT: String(dashboard),
    ROUNDTRIP_OTLP_HTTP_PORT: String(http),
    ROUNDTRIP_OTLP_GRPC_PORT: String(grpc),
  };
  realUrl = `http://127.0.0.1:${dashboard}`;
  browser = await openBrowser();
  roundtrip = start("--demo");
  await roundtrip.untilPrinted("The demo is at");
}, FILL_MAX_MS);

afterAll(async () => {
  await browser?.close();
  roundtrip?.signal("SIGTERM");
  await roundtrip?.exited;
  await rm(dataDir, { recursive: true, force: true });
});

/** What the page's main part says, once all of it is there, and what the banner says, if there is one. */
async function textAt(url: string): Promise<{ readonly text: string; readonly banner: string }> {
  const { page, close } = await openPage(browser, url);
  const text = (await page.locator("main").textContent()) ?? "";
  const banner = page.getByRole("complementary", { name: "Demo" });
  const said = (await banner.count()) === 0 ? "" : ((await banner.textContent()) ?? "");
  await close();
  return { text, banner: said };
}

test(
  "each page of the demo says that it is made up, and has something to show",
  async () => {
    const paths = [...PAGES.map(({ path }) => path), "/limits/history", "/limits/audit"];
    for (const path of paths) {
      const { text, banner } = await textAt(demoUrl() + path);
      expect([path, banner]).toEqual([path, expect.stringContaining("made-up data of an invented team")]);
      expect(text).not.toContain("Waiting for the first round trip");
      expect(text).not.toMatch(/Nothing matches|No round trips|No turns/);
    }
  },
  FILL_MAX_MS,
);

test("nothing of it is in the real dashboard, which offers it while it is empty", async () => {
  const meta = await ask(`${realUrl}/api/v1/meta`);
  expect(meta.rows.roundTrips).toBe(0);
  const { text, banner } = await textAt(realUrl);
  expect(banner).toBe("");
  expect(text).toContain("Waiting for the first round trip");
  expect(text).toContain("Look around with made-up data");
});

test.each([
  { width: 1280, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
] as const)(
  "the banner bars nobody, and fits, $width px wide and $colorScheme",
  async ({ width, colorScheme }) => {
    const viewport = { width, height: 800 };
    const { page, close } = await openPage(browser, demoUrl(), { viewport, colorScheme });
    expect(await findBarriers(page)).toEqual([]);
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    const focused: unknown[] = [];
    for (let count = 0; count < 3; count += 1) {
      await page.keyboard.press("Tab");
      focused.push(await page.evaluate("document.activeElement.textContent"));
    }
    expect(focused).toEqual(["Skip to content", "To your own data", "Remove the demo"]);
    await close();
  },
);

test(
  "what got worse in the last day comes from the version that was planted",
  async () => {
    const { page, close } = await openPage(browser, demoUrl());
    await page
      .getByText(`client version ${DEMO_REGRESSION.clientVersion}`)
      .first()
      .waitFor({ timeout: FILL_MAX_MS });
    await close();
    const nowMs = Date.now();
    const at = (ms: number) => encodeURIComponent(new Date(ms).toISOString());
    const selected = `selectedFrom=${at(nowMs - 20 * HOUR_MS)}&selectedTo=${at(nowMs)}&min=3000`;
    const found = await ask(
      `${demoUrl()}/api/v1/what-differs?from=${at(nowMs - 20 * HOUR_MS)}&to=${at(nowMs)}&metric=ttftMs&client=codex&${selected}`,
    );
    const versions = found.dimensions.find((one: { dimension: string }) => one.dimension === "clientVersion");
    expect(versions.values[0]).toMatchObject({ value: DEMO_REGRESSION.clientVersion, isFinding: true });
    expect(versions.values[0].lift).toBeGreaterThan(1);
  },
  FILL_MAX_MS,
);

test("from the Overview it takes three clicks to what got worse, its cause, and a turn that suffered from it", async () => {
  const { clientVersion } = DEMO_REGRESSION;
  const { page, close } = await openPage(browser, demoUrl());
  const changed = page.getByRole("region", { name: "What changed" });
  await changed.getByRole("link", { name: "See what these have in common" }).first().click();
  const differs = page.getByRole("region", { name: "What differs in the selection" });
  await differs.getByRole("link", { name: clientVersion, exact: true }).first().click();
  await page.waitForURL(`**clientVersion=${clientVersion}*`);
  await page.locator('a[href^="/turns/"]').first().click();
  await page.waitForURL("**/turns/*");
  expect(await page.locator("main").textContent()).toContain(clientVersion);
  await close();
});

test("after the supervisor was killed nothing of the demo is left running, and it goes on from where it was", async () => {
  const children = await roundtrip.childrenWith("");
  expect(children.length).toBeGreaterThan(6);
  roundtrip.signal("SIGKILL");
  await roundtrip.exited;

  roundtrip = start();
  await roundtrip.untilPrinted("Roundtrip is at");
  const ended = await askUntil(
    () => Promise.all(children.map((pid) => hasEnded(pid, 0))),
    (all) => !all.includes(false),
    30_000,
  );
  expect(ended).not.toContain(false);
  // Without scripts the button is a form, and the page looks again by itself.
  const { page, close } = await openPage(browser, realUrl, { javaScriptEnabled: false });
  await page.getByRole("button", { name: "Look around with made-up data" }).click();
  await page.waitForURL(`${realUrl}/demo`);
  await roundtrip.untilPrinted("The demo is at");
  expect(roundtrip.output()).not.toContain("is being filled");
  await page.getByRole("link", { name: demoUrl() }).click();
  await page.getByRole("complementary", { name: "Demo" }).waitFor();
  await close();
});

test("one click removes it, and the browser is back at the real dashboard", async () => {
  const { page, close } = await openPage(browser, demoUrl());
  await page.getByRole("button", { name: "Remove the demo" }).click();
  await page.waitForURL(`${realUrl}/`);
  await roundtrip.untilPrinted("The demo is removed");
  expect(existsSync(join(dataDir, "demo"))).toBe(false);
  expect(await roundtrip.childrenWith("")).toHaveLength(3);
  await close();
});

test("the button leads to a page that tells how far it is, and ends it when it is not wanted", async () => {
  const { page, close } = await openPage(browser, realUrl);
  await page.getByRole("button", { name: "Look around with made-up data" }).click();
  await page.getByRole("heading", { name: "The demo is being prepared" }).waitFor();
  await untilFilling(page);
  await page.getByRole("button", { name: "Remove the demo" }).click();
  await page.getByRole("heading", { name: "There is no demo" }).waitFor();
  expect(existsSync(join(dataDir, "demo"))).toBe(false);
  expect(await roundtrip.childrenWith("")).toHaveLength(3);
  await close();
});

test("another page cannot start it", async () => {
  const answer = await fetch(`${realUrl}/demo/start`, {
    method: "POST",
    headers: { origin: "http://127.0.0.1:1" },
  });
  expect(answer.status).toBe(403);
  const { text } = await textAt(`${realUrl}/demo`);
  expect(text).toContain("There is no demo");
});

async function untilFilling(page: Page): Promise<void> {
  await page
    .getByRole("status")
    .filter({ hasText: /Making up a month of work: [1-9]\d* %/ })
    .waitFor();
}
