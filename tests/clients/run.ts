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
try {
  let runs = 0;
  for (const variant of VARIANTS) runs += await checkRun(variant, codex.path, roundtrip, checks);
  await checkTotals(roundtrip, checks, runs);
  await checkOverview(roundtrip, checks);
} finally {
  await roundtrip.stop();
}
process.exit(checks.close());

async function checkTotals({ get }: RunningRoundtrip, { check }: Checks, runs: number): Promise<void> {
  const { roundTrips } = (await get("/api/v1/round-trips?window=1h&limit=200")) as {
    roundTrips: { turnId: string }[];
  };
  const turns = new Set(roundTrips.map(({ turnId }) => turnId)).size;
  const expected = `${2 * runs} round trips in ${runs} turns`;
  check(
    roundTrips.length === 2 * runs && turns === runs,
    `there are ${expected} and no more`,
    `${roundTrips.length} in ${turns}`,
  );
}

async function checkOverview({ url }: RunningRoundtrip, { check, say }: Checks): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(url);
    const instant = page.getByText("Instant", { exact: true }).first();
    const seen = await instant.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    say("\nOverview, in the browser");
    check(
      seen,
      "the Overview shows the tier Instant",
      ((await page.textContent("body")) ?? "").slice(0, 300),
    );
    check(complaints.length === 0, "the Overview throws no error in the browser", complaints.join("; "));
  } finally {
    await browser.close();
  }
}
