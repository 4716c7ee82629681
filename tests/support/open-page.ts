import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** A page in a browser of its own state. */
export interface OpenPage {
  readonly page: Page;
  readonly status: number;
  /** Errors that the page caused or printed, refused scripts and styles included. */
  readonly errors: readonly string[];
  /** Compressed size of all scripts, in bytes. */
  scriptBytes(): Promise<number>;
  close(): Promise<void>;
}

/** Opens an address and waits until the page rests; throws when it has not after `timeoutMs`. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  timeoutMs = 30_000,
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  const sizes: Promise<number>[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("requestfinished", (request) => {
    if (request.resourceType() === "script")
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  const response = await page.goto(url, { waitUntil: "networkidle", timeout: timeoutMs });
  return {
    page,
    status: response?.status() ?? 0,
    errors,
    scriptBytes: async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0),
    close: () => context.close(),
  };
}

/** Runs in a page: how far its content is wider than the window, in px. */
export const OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
