import Link from "next/link";
import styles from "#app/components/data-table.module.css";
import { PanelEmpty } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { hrefWith } from "#app/href.ts";
import { formatAgo } from "#lib/analytics/format-ago.ts";
import { UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import type { ClientSeen } from "#lib/analytics/list-clients.ts";

interface ClientTableProps {
  readonly clients: readonly ClientSeen[];
  readonly nowMs: number;
}

/** Each client with when it was last heard. */
export function ClientTable({ clients, nowMs }: ClientTableProps) {
  if (clients.length === 0) return <PanelEmpty>No client has sent anything that is read.</PanelEmpty>;
  return (
    <ScrollTable label="Clients">
      <thead>
        <tr>
          <th scope="col">Client</th>
          <th scope="col">Last export</th>
          <th scope="col" className={styles.figure}>
            Observations
          </th>
          <th scope="col">Last round trip began</th>
          <th scope="col" className={styles.figure}>
            Round trips, 24 h
          </th>
        </tr>
      </thead>
      <tbody>
        {clients.map(({ client, lastExportMs, observations, lastRoundTripMs, roundTrips }) => (
          <tr key={client}>
            <th scope="row">
              <Link href={hrefWith("/round-trips", new Map(), { client, window: "24h" })} prefetch={false}>
                {client}
              </Link>
            </th>
            <td>
              <Ago unixMs={lastExportMs} nowMs={nowMs} />
            </td>
            <td className={styles.figure}>{formatCount(observations)}</td>
            <td>
              <Ago unixMs={lastRoundTripMs} nowMs={nowMs} />
            </td>
            <td className={styles.figure}>{formatCount(roundTrips)}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

function Ago({ unixMs, nowMs }: { readonly unixMs: number | null; readonly nowMs: number }) {
  if (unixMs === null) return UNKNOWN;
  const iso = formatIso(unixMs) ?? "";
  return (
    <time dateTime={iso} title={iso}>
      {formatAgo(nowMs - unixMs)}
    </time>
  );
}
