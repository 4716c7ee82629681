import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "#tests/support/browser.ts";
import { findBarriers } from "#tests/support/find-barriers.ts";
import { OVERFLOW, openPage } from "#tests/support/open-page.ts";
import { COLLECTOR_PORT, type Dashboard, startDashboard } from "#tests/support/running-dashboard.ts";
import { insertSampleTurn } from "#tests/support/sample-turn.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const JSON_TYPE = { "content-type": "application/json" };

let browser: Browser;
let collector: TestCollector;
let empty: TestDatabase;
let dashboards: Record<"connected" | "empty", Dashboard>;

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** A log of a service; Codex's is read, a stranger's is not. */
function logOf(service: string, callId: string): string {
  return JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: [text("service.name", service)] },
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: "1795327382000000000",
                attributes: [
                  text("event.name", "codex.tool_result"),
                  text("conversation.id", "connect"),
                  text("call_id", callId),
                ],
              },
            ],
          },
        ],
      },
    ],
  });
}

const send = (body: string, path = "/v1/logs") => collector.send({ path, headers: JSON_TYPE, body });

beforeAll(async () => {
  collector = await startTestCollector();
  empty = await createTestDatabase();
  await insertSampleTurn(collector.databaseUrl);
  dashboards = {
    connected: await startDashboard(collector.databaseUrl, collector.port),
    empty: await startDashboard(empty.url),
  };
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await Promise.all(Object.values(dashboards ?? {}).map((dashboard) => dashboard.process.stop()));
  await collector?.close();
  await empty?.drop();
});

const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) =>
  [360, 1440].flatMap((width) =>
    (["connected", "empty"] as const).map((state) => ({ colorScheme, width, state })),
  ),
);

test.each(LOOKS)(
  "the page is there for everybody, $state, $colorScheme, $width px wide",
  async ({ colorScheme, width, state }) => {
    const { page, errors, scriptBytes, close } = await openPage(browser, `${dashboards[state].url}/connect`, {
      colorScheme,
      viewport: { width, height: 800 },
    });
    expect({
      title: await page.locator("h1").textContent(),
      current: await page.locator("nav [aria-current=page]").textContent(),
      overflow: await page.evaluate(OVERFLOW),
      barriers: await findBarriers(page),
      errors,
    }).toEqual({ title: "Connect", current: "Connect", overflow: 0, barriers: [], errors: [] });
    expect(await scriptBytes()).toBeLessThan(250_000);
    await close();
  },
);

test("each way is there with what to copy, which names this installation's collector", async () => {
  const { page, close } = await openPage(browser, `${dashboards.connected.url}/connect`, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  expect(await page.locator("main h2").allTextContents()).toEqual([
    "Codex CLI",
    "Claude Code",
    "Gemini CLI",
    "Programs on Node 24, with register",
    "Everything else, through the tap",
    "Codex's session files, by watch",
    "Claude Code's status line, usage answers",
    "Anything else with OpenTelemetry",
  ]);
  const address = `http://127.0.0.1:${collector.port}`;
  for (const [name, part] of [
    ["the block for Codex", `endpoint = "${address}/v1/traces"`],
    ["the variables for Claude Code", `OTEL_EXPORTER_OTLP_ENDPOINT=${address}`],
    ["the variables for Gemini CLI", `GEMINI_TELEMETRY_OTLP_ENDPOINT=${address}`],
    ["the command", "/instrumentation/register.ts"],
    ["the variable", `OTEL_EXPORTER_OTLP_ENDPOINT=${address}`],
  ] as const) {
    const button = page.getByRole("button", { name: `Copy ${name}`, exact: true });
    await button.focus();
    await page.keyboard.press("Enter");
    await button.getByText("Copied").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toContain(part);
  }
  await close();
});

test("what a client sends is seen by itself, and after a reload without scripts", async () => {
  const { page, errors, close } = await openPage(browser, `${dashboards.connected.url}/connect`);
  const codex = page.getByRole("region", { name: "Codex CLI", exact: true });
  await codex.getByText(/^Last round trip \d+ (s|min) ago$/).waitFor();
  await send(logOf("codex_exec", "1"));
  await codex.getByText(/^Seen (just now|\d+ s ago)$/).waitFor();
  await page.getByText("Heard since the collector started: Codex CLI.").waitFor();
  expect(errors).toEqual([]);
  await close();
  const plain = await openPage(browser, `${dashboards.connected.url}/connect`, { javaScriptEnabled: false });
  await plain.page
    .getByRole("region", { name: "Codex CLI", exact: true })
    .getByText(/^Seen /)
    .waitFor();
  await plain.close();
});

test("what is refused or cannot be read is said, with what to do", async () => {
  const { page, close } = await openPage(browser, `${dashboards.connected.url}/connect`);
  expect(await page.getByRole("region", { name: "What came and was not taken" }).count()).toBe(0);
  await send("no JSON", "/v1/traces");
  await send(logOf("cursor", "2"));
  const panel = page.getByRole("region", { name: "What came and was not taken" });
  await panel.getByText("1 × traces answered 400: the body was not OTLP.").waitFor();
  await panel.getByText(/^“cursor” sent 1 records?, .* nothing could be read of (it|them)\. /).waitFor();
  await panel.getByText("send it through the tap").waitFor();
  await page
    .getByRole("region", { name: "Anything else with OpenTelemetry" })
    .getByText(/^Data came .*, but nothing could be read of it$/)
    .waitFor();
  await panel.getByRole("link", { name: "All that it received" }).click();
  await page.getByRole("heading", { name: "What the collector received" }).waitFor();
  await close();
});

test("without a collector the page says so, and still has everything to copy", async () => {
  const { page, close } = await openPage(browser, `${dashboards.empty.url}/connect`);
  await page.getByText(`The collector does not answer at http://127.0.0.1:${COLLECTOR_PORT}`).waitFor();
  expect(await page.getByRole("button", { name: /^Copy / }).count()).toBeGreaterThan(8);
  await close();
});

test("the page of an installation without data leads here", async () => {
  const { page, close } = await openPage(browser, dashboards.empty.url);
  await page.getByRole("link", { name: "Every client, and what each way measures" }).click();
  await page.getByRole("heading", { name: "Connect", exact: true }).waitFor();
  await close();
});
