import type { Metadata } from "next";
import { connection } from "next/server";
import { askCollector, collectorUrl } from "#app/api/ask-collector.ts";
import { PageFrame } from "#app/components/page-frame.tsx";
import { RefreshRegularly } from "#app/components/refresh-regularly.tsx";
import { readRawParams } from "#app/raw-params.ts";
import { CONNECT_WAYS, seenByWay } from "#lib/analytics/connect-ways.ts";
import type { CollectorState } from "#lib/analytics/describe-collector.ts";
import { isDatabaseUnreachable } from "#lib/analytics/is-database-unreachable.ts";
import { type ClientSeen, listClients } from "#lib/analytics/list-clients.ts";
import { prepareArrivalProblems } from "#lib/analytics/series/prepare-arrival-problems.ts";
import { installationFolder } from "#lib/config/installation-folder.ts";
import { readSettings } from "#lib/config/settings.ts";
import styles from "./connect.module.css";
import { connectTexts } from "./connect-texts.ts";
import { NotTaken } from "./not-taken.tsx";
import { WayPanel } from "./way-panel.tsx";
import { wayTexts } from "./way-texts.ts";

export const metadata: Metadata = { title: "Connect" };

const REFRESH_MS = 2_000;

export default async function ConnectPage({ searchParams }: PageProps<"/connect">) {
  await connection();
  const raw = readRawParams(await searchParams);
  const state = await askCollector();
  const nowMs = Date.now();
  const clients = await clientsOrNone(state, nowMs);
  const seen = seenByWay(state?.services ?? [], clients);
  const texts = connectTexts(readSettings(), installationFolder());
  const ways = wayTexts(texts);
  const heard = CONNECT_WAYS.filter((way) => seen[way].lastReadMs !== null).map((way) => ways[way].name);
  return (
    <PageFrame path="/connect" raw={raw}>
      <RefreshRegularly everyMs={REFRESH_MS} />
      <header className={styles.intro}>
        <h1>Connect</h1>
        <p>
          Copy a setting, use the client once, and see it here: nothing has to be reloaded. Prompts, code and
          tool output are never stored. What two ways tell of one round trip is one row, so they can run side
          by side.
        </p>
        <p role="status" className={styles.heard} data-heard={heard.length > 0}>
          {state === null
            ? `The collector does not answer at ${collectorUrl()}: it is started anew by itself; the terminal of Roundtrip says why it ended.`
            : heard.length === 0
              ? `The collector listens at ${texts.collector} and has read nothing since it started.`
              : `Heard since the collector started: ${heard.join(" · ")}.`}
        </p>
      </header>
      {state !== null && <NotTaken problems={prepareArrivalProblems(state, nowMs)} />}
      {CONNECT_WAYS.map((way) => (
        <WayPanel key={way} id={way} text={ways[way]} seen={seen[way]} nowMs={nowMs} />
      ))}
    </PageFrame>
  );
}

/** What the database knows of clients; nothing while it does not answer. */
async function clientsOrNone(state: CollectorState | null, nowMs: number): Promise<readonly ClientSeen[]> {
  try {
    return await listClients(state?.clients ?? [], nowMs);
  } catch (error) {
    if (isDatabaseUnreachable(error)) return [];
    throw error;
  }
}
