import type { Browser, BrowserContextOptions } from "playwright-core";
import type { HistoryOptions } from "#simulation/history/history-options.ts";
import { openBrowser } from "#tests/support/browser.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";
import { type OpenPage, openPage } from "#tests/support/open-page.ts";
import { type Dashboard, startDashboard } from "#tests/support/running-dashboard.ts";

/** A dashboard over a made-up history, and a browser to look at it. */
export interface HistoryPages {
  readonly history: HistoryDatabase;
  open(path: string, options?: BrowserContextOptions): Promise<OpenPage>;
  stop(): Promise<void>;
}

/** Makes up a history and starts a dashboard over it. Needs a build. */
export async function openHistoryPages(options: HistoryOptions): Promise<HistoryPages> {
  let browser: Browser | undefined;
  let dashboard: Dashboard | undefined;
  const history = await createHistoryDatabase(options);
  const stop = async () => {
    await browser?.close();
    await dashboard?.process.stop();
    await history.drop();
  };
  try {
    dashboard = await startDashboard(history.url);
    const { url } = dashboard;
    browser = await openBrowser();
    const opened = browser;
    return { history, open: (path, look) => openPage(opened, url + path, look), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
