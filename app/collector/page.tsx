import type { Metadata } from "next";
import { connection } from "next/server";
import { askCollector, collectorUrl } from "#app/api/ask-collector.ts";
import { Notice } from "#app/components/notice.tsx";
import { PageFrame } from "#app/components/page-frame.tsx";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { RefreshRegularly } from "#app/components/refresh-regularly.tsx";
import { readRawParams } from "#app/raw-params.ts";
import type { CollectorState } from "#lib/analytics/describe-collector.ts";
import { isDatabaseUnreachable } from "#lib/analytics/is-database-unreachable.ts";
import { type ClientSeen, listClients } from "#lib/analytics/list-clients.ts";
import {
  prepareCollectorProblems,
  prepareCollectorState,
} from "#lib/analytics/series/prepare-collector-sentences.ts";
import { ClientTable } from "./client-table.tsx";
import styles from "./collector.module.css";
import { LoadNow } from "./load-now.tsx";
import { SignalTable } from "./signal-table.tsx";

export const metadata: Metadata = { title: "Collector" };

const REFRESH_MS = 5_000;

export default async function CollectorPage({ searchParams }: PageProps<"/collector">) {
  await connection();
  const raw = readRawParams(await searchParams);
  const state = await askCollector();
  return (
    <PageFrame path="/collector" raw={raw}>
      <RefreshRegularly everyMs={REFRESH_MS} />
      {state ? <Collector state={state} nowMs={Date.now()} /> : <NoAnswer />}
    </PageFrame>
  );
}

function NoAnswer() {
  return (
    <Notice title="The collector does not answer">
      <p>
        Nothing answers at <code>{collectorUrl()}</code>. It is started anew by itself when it ends; look at
        what Roundtrip printed in its terminal. Clients keep what they could not send for a while.
      </p>
    </Notice>
  );
}

async function Collector({ state, nowMs }: { readonly state: CollectorState; readonly nowMs: number }) {
  const clients = await clientsOrNull(state, nowMs);
  const problems = prepareCollectorProblems(state);
  return (
    <>
      <h1>What the collector received</h1>
      <p className={styles.state}>{prepareCollectorState(state, nowMs)}</p>
      <Panel title="Problems" note="Since the collector started; what is over is still counted.">
        {problems.length === 0 ? (
          <PanelEmpty>None. Every export was read and stored.</PanelEmpty>
        ) : (
          <ul className={styles.problems}>
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel
        title="Clients"
        note="Who exported since the collector started, and whose round trips of the last 24 hours are known."
      >
        {clients === null ? (
          <PanelEmpty>The database does not answer, so that nothing can be said here now.</PanelEmpty>
        ) : (
          <ClientTable clients={clients} nowMs={nowMs} />
        )}
      </Panel>
      <div className={styles.pair}>
        <Panel title="From the wire to the database" note="Records since the collector started.">
          <SignalTable state={state} />
        </Panel>
        <Panel title="Load now" note="When this is full, exports are told to come back; nothing is dropped.">
          <LoadNow state={state} />
        </Panel>
      </div>
    </>
  );
}

async function clientsOrNull(state: CollectorState, nowMs: number): Promise<readonly ClientSeen[] | null> {
  try {
    return await listClients(state.clients, nowMs);
  } catch (error) {
    if (isDatabaseUnreachable(error)) return null;
    throw error;
  }
}
