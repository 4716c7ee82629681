import styles from "#app/components/data-table.module.css";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import type { CollectorState, SignalCounts } from "#lib/analytics/describe-collector.ts";
import { formatCount } from "#lib/analytics/format-number.ts";

const NAMES = { traces: "Spans", logs: "Log records", metrics: "Data points" } as const;

/** What became of the records of each signal, and of the requests they came in. */
export function SignalTable({ state }: { readonly state: CollectorState }) {
  return (
    <ScrollTable label="Records by signal">
      <thead>
        <tr>
          <th scope="col">Signal</th>
          <th scope="col">Requests by status</th>
          <th scope="col" className={styles.figure}>
            Received
          </th>
          <th scope="col" className={styles.figure}>
            Filtered
          </th>
          <th scope="col" className={styles.figure}>
            Rejected
          </th>
        </tr>
      </thead>
      <tbody>
        {state.signals.map((signal) => (
          <SignalRow key={signal.signal} {...signal} />
        ))}
        <tr>
          <th scope="row">Observations</th>
          <td colSpan={4}>
            <strong>{formatCount(state.stored)}</strong> stored, {formatCount(state.duplicate)} duplicate
          </td>
        </tr>
      </tbody>
    </ScrollTable>
  );
}

function SignalRow({ signal, requests, received, filtered, rejected }: SignalCounts) {
  return (
    <tr>
      <th scope="row">{NAMES[signal]}</th>
      <td>
        {requests.length === 0 && <span className={styles.muted}>none</span>}
        {requests.map(({ status, n }, index) => (
          <span key={status} className={status >= 400 ? styles.bad : undefined}>
            {index > 0 && " · "}
            {status}: {formatCount(n)}
          </span>
        ))}
      </td>
      <td className={styles.figure}>{formatCount(received)}</td>
      <td className={styles.figure}>{formatCount(filtered)}</td>
      <td className={styles.figure}>
        {formatCount(rejected.reduce((sum, { n }) => sum + n, 0))}
        {rejected.map(({ reason, n }) => (
          <span key={reason} className={styles.sub}>
            {reason} {formatCount(n)}
          </span>
        ))}
      </td>
    </tr>
  );
}
