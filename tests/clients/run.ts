import type { Browser, Page } from "playwright-core";
import { openBrowser } from "#tests/support/browser.ts";
import { type RunningRoundtrip, startRoundtrip } from "#tests/support/running-roundtrip.ts";
import { checkRun } from "./check-run.ts";
import { type Checks, startChecks } from "./checks.ts";
import { claudeCode } from "./claude-code.ts";
import { codexCli } from "./codex-cli.ts";
import type { CodingClient } from "./coding-client.ts";
import { geminiCli } from "./gemini-cli.ts";
import { installClient } from "./install-client.ts";
import { offsetLines } from "./offset-lines.ts";
import type { InstalledClient } from "./run-part.ts";
import { VARIANTS } from "./variants.ts";

// The longer check: the real clients, one by one and all at once, the whole of Roundtrip and a real browser. Run it with
// `node tests/clients/run.ts [text that the names of the runs hold]`; it installs the clients on demand, and says so
// when it cannot.
const checks = startChecks();
const wanted = process.argv[2] ?? "";
const variants = VARIANTS.filter(({ name }) => name.includes(wanted));
const roundtrip = await startRoundtrip();
let browser: Browser | null = null;
try {
  browser = await openBrowser();
  const { page, complaints } = await openPage(browser, roundtrip.url);
  const guide = await guideOn(page, checks);
  const clients = await install([codexCli(guide), claudeCode, geminiCli]);
  const measured = new Map<string, Awaited<ReturnType<typeof checkRun>>["differences"][number][]>();
  let turns = 0;
  for (const variant of variants) {
    const missing = variant.parts.filter(({ client }) => !clients.has(client));
    if (missing.length > 0) {
      checks.say(`\n${variant.name}\n  skipped: without ${missing.map(({ client }) => client).join(", ")}`);
      continue;
    }
    const run = await checkRun({ variant, clients, roundtrip, checks });
    turns += run.turns;
    run.differences.forEach((differences, index) => {
      const { client, signals } = variant.parts[index] ?? {};
      const name = `${client}, ${signals}`;
      measured.set(name, [...(measured.get(name) ?? []), differences]);
    });
  }
  checks.say("\nHow far what is shown is from the wire, in ms: median (least to most)");
  for (const line of offsetLines(measured)) checks.say(`  ${line}`);
  await checkTotals(roundtrip, checks, turns);
  if (turns > 0) await checkOverview(page, complaints, checks, clients);
} finally {
  await browser?.close();
  await roundtrip.stop();
}
process.exit(checks.close());

/** The clients that can be had here; says why when one cannot. */
async function install(
  wantedClients: readonly CodingClient[],
): Promise<ReadonlyMap<CodingClient["name"], InstalledClient>> {
  const found = new Map<CodingClient["name"], InstalledClient>();
  for (const client of wantedClients) {
    const result = await installClient(client);
    if ("path" in result) found.set(client.name, { client, path: result.path });
    else checks.say(`Skipped: ${client.label} ${client.version} cannot be had here (${result.missing})`);
  }
  return found;
}

async function openPage(opened: Browser, url: string) {
  const page = await opened.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, complaints };
}

/** The block for Codex that the empty page tells people to copy; the runs with all signals use it as it stands. */
async function guideOn(page: Page, { check }: Checks): Promise<string> {
  const block = page.locator("pre", { hasText: "[otel]" }).first();
  const text = (await block.textContent({ timeout: 10_000 }).catch(() => null)) ?? "";
  check(text.startsWith("[otel]"), "the empty page shows what to write into Codex's configuration");
  return text;
}

async function checkTotals({ get }: RunningRoundtrip, { check }: Checks, runs: number): Promise<void> {
  const { roundTrips } = (await get("/api/v1/round-trips?window=1h&limit=200")) as {
    roundTrips: { turnId: string }[];
  };
  const turns = new Set(roundTrips.map(({ turnId }) => turnId)).size;
  check(
    roundTrips.length === 2 * runs && turns === runs,
    `there are ${2 * runs} round trips in ${runs} turns and no more`,
    `${roundTrips.length} in ${turns}`,
  );
}

/** The page that was opened while there was no data must have turned into the Overview by itself. */
async function checkOverview(
  page: Page,
  complaints: readonly string[],
  { check, say }: Checks,
  clients: ReadonlyMap<CodingClient["name"], InstalledClient>,
): Promise<void> {
  const tier = [...clients.values()][0]?.client.tier ?? "Instant";
  const seen = await page
    .getByText(tier, { exact: true })
    .first()
    .waitFor({ timeout: 15_000 })
    .then(
      () => true,
      () => false,
    );
  say("\nOverview, in the browser");
  check(
    seen,
    `the page opened before the first data now shows the tier ${tier}`,
    ((await page.textContent("body")) ?? "").slice(0, 300),
  );
  check(complaints.length === 0, "no error is thrown in the browser", complaints.join("; "));
}
