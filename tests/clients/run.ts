import type { Browser, Page } from "playwright-core";
import { openBrowser } from "#tests/support/browser.ts";
import { type RunningRoundtrip, startRoundtrip } from "#tests/support/running-roundtrip.ts";
import { checkRun, VARIANTS } from "./check-run.ts";
import { type Checks, startChecks } from "./checks.ts";
import { findCodex } from "./codex-cli.ts";

// The longer check: the real Codex CLI, the whole of Roundtrip and a real browser. Run it with
// `node tests/clients/run.ts`; it installs Codex on demand and says so when it cannot.
const checks = startChecks();
const codex = await findCodex();
if ("missing" in codex) {
  checks.say(`Skipped: the Codex CLI cannot be had here (${codex.missing})`);
  process.exit(checks.close());
}
const roundtrip = await startRoundtrip();
let browser: Browser | null = null;
try {
  browser = await openBrowser();
  const { page, complaints } = await openPage(browser, roundtrip.url);
  const guide = await guideOn(page, checks);
  let runs = 0;
  for (const variant of VARIANTS)
    runs += await checkRun({ variant, guide, codexPath: codex.path, roundtrip, checks });
  await checkTotals(roundtrip, checks, runs);
  await checkOverview(page, complaints, checks);
} finally {
  await browser?.close();
  await roundtrip.stop();
}
process.exit(checks.close());

async function openPage(opened: Browser, url: string) {
  const page = await opened.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, complaints };
}

/** The block for Codex that the empty page tells people to copy; the runs with all signals use it as it stands. */
async function guideOn(page: Page, { check }: Checks): Promise<string> {
  const block = page.locator("pre", { hasText: "[otel]" });
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
): Promise<void> {
  const seen = await page
    .getByText("Instant", { exact: true })
    .first()
    .waitFor({ timeout: 15_000 })
    .then(
      () => true,
      () => false,
    );
  say("\nOverview, in the browser");
  check(
    seen,
    "the page opened before the first data now shows the tier Instant",
    ((await page.textContent("body")) ?? "").slice(0, 300),
  );
  check(complaints.length === 0, "no error is thrown in the browser", complaints.join("; "));
}
