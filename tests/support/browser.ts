import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { startProcess } from "#tests/support/processes.ts";

const CACHE = resolve(".cache/browser");
const SYSTEM_BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

// A test browser talks to nobody but the page under test. The sandbox needs rights that root does not give up, and
// same-origin checks stay on, because pages are tested for them.
const FLAGS = [
  "--no-sandbox",
  "--disable-setuid-sandbox",
  "--no-zygote",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  "--no-pings",
  "--font-render-hinting=none",
];

/**
 * Opens a headless Chromium: the one in the npm package, with the shared libraries of the package where the system
 * lacks them, else one of the system. Rejects with each attempt's reason when none starts. The caller closes it.
 */
export async function openBrowser(): Promise<Browser> {
  const reasons: string[] = [];
  for (const candidate of await candidates(reasons)) {
    try {
      return await chromium.launch({
        executablePath: candidate.path,
        args: FLAGS,
        env: { ...(process.env as Record<string, string>), ...candidate.env },
      });
    } catch (error) {
      reasons.push(`${candidate.path}: ${String(error).split("\n").slice(0, 12).join("\n")}`);
    }
  }
  throw new Error(`No browser starts.\n${reasons.join("\n")}`);
}

interface Candidate {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

async function candidates(reasons: string[]): Promise<readonly Candidate[]> {
  const system = SYSTEM_BROWSERS.filter((path) => existsSync(path)).map((path) => ({ path, env: {} }));
  try {
    const folder = await unpackBrowser();
    const path = join(folder, "chromium");
    const fonts: Record<string, string> = existsSync("/etc/fonts/fonts.conf")
      ? {}
      : { FONTCONFIG_PATH: join(folder, "fonts") };
    const libraries = { LD_LIBRARY_PATH: join(folder, "al2023/lib") };
    return [{ path, env: fonts }, { path, env: { ...fonts, ...libraries } }, ...system];
  } catch (error) {
    reasons.push(`The packaged Chromium: ${String(error)}`);
    return system;
  }
}

/** Unpacks the packaged Chromium once; whoever comes while another unpacks ends with the same folder. */
async function unpackBrowser(): Promise<string> {
  const manifest = JSON.parse(
    await readFile(resolve("node_modules/@sparticuz/chromium/package.json"), "utf8"),
  );
  const folder = join(CACHE, String(manifest.version));
  if (existsSync(join(folder, "chromium"))) return folder;

  await mkdir(CACHE, { recursive: true });
  const staging = await mkdtemp(join(CACHE, "unpacking-"));
  // The package unpacks into the temporary folder of its process, so it gets a process of its own. It adds the
  // shared libraries only where it believes to be on Amazon Linux.
  const unpacking = startProcess(
    process.execPath,
    ["--input-type=module", "-e", 'await (await import("@sparticuz/chromium")).default.executablePath()'],
    { env: { TMPDIR: staging, HOME: staging, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" } },
  );
  const code = await unpacking.ended;
  if (code !== 0) {
    await rm(staging, { recursive: true, force: true });
    throw new Error(`Unpacking ended with ${code}: ${unpacking.output()}`);
  }
  await rename(staging, folder).catch(() => rm(staging, { recursive: true, force: true }));
  return folder;
}
