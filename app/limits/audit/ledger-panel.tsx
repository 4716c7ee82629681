import { answerHref } from "#app/answer-href.ts";
import tableStyles from "#app/components/data-table.module.css";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { NoLimits } from "#app/limits/no-limits.tsx";
import type { RawParams } from "#app/raw-params.ts";
import type { Question } from "#app/search-params.ts";
import { auditLimits } from "#lib/analytics/audit-limits.ts";
import { describeLimitExtent } from "#lib/analytics/describe-meta.ts";
import { findFlaggedCalls } from "#lib/analytics/find-flagged-calls.ts";
import {
  type LedgerRow,
  listLedgerFaults,
  prepareLedgerRows,
} from "#lib/analytics/series/prepare-ledger-rows.ts";
import type { Told } from "#lib/analytics/series/prepare-limit-rows.ts";
import styles from "./audit.module.css";
import { FaultTable } from "./fault-table.tsx";

const FAULTS_MAX = 100;

interface LedgerPanelProps {
  readonly question: Question;
  readonly raw: RawParams;
}

/** How every bucket moved beside what the calls that are known should have moved. */
export async function LedgerPanel({ question, raw }: LedgerPanelProps) {
  const [{ buckets }, { lastReadingMs }] = await Promise.all([
    auditLimits(question.window),
    describeLimitExtent(),
  ]);
  if (lastReadingMs === null) return <NoLimits />;
  const rows = prepareLedgerRows(buckets);
  const [audited, others] = [rows.filter(({ isAudited }) => isAudited), rows.filter((row) => !row.isAudited)];
  const faults = listLedgerFaults(buckets);
  const shown = faults.slice(0, FAULTS_MAX);
  const calls = await findFlaggedCalls(shown.map(({ flag }) => flag));
  const href = (format: "json" | "csv"): string =>
    answerHref("/api/v1/limits/ledger", raw, question.window, format, ["window", "from", "to"]);
  return (
    <Panel
      title="Ledger"
      note="Each bucket of a known account: how it moved beside what all known calls of the account should have moved. Filters do not count here, since a bucket is one for all. What a call costs is learned from the movement."
      aside={
        <>
          <a href={href("json")}>JSON</a> · <a href={href("csv")}>CSV of the flags</a>
        </>
      }
    >
      {buckets.length === 0 ? (
        <PanelEmpty>No bucket of a known account was heard of in this time.</PanelEmpty>
      ) : (
        <div className={styles.parts}>
          <h3>
            {shown.length < faults.length
              ? `The last ${shown.length} of ${faults.length} faults`
              : `Faults, n ${faults.length}`}
          </h3>
          <p className={styles.muted}>
            Only what rounding and the spread of what calls cost cannot explain. Where several calls are
            named, nothing tells them apart.
          </p>
          {shown.length > 0 && <FaultTable faults={shown} calls={calls} />}
          <h3>Buckets</h3>
          {audited.length > 0 && <LedgerTable label="Ledger by bucket" rows={audited} />}
          {others.length > 0 && (
            <details className={styles.rest} open={audited.length === 0}>
              <summary>{others.length} of which single calls cannot be seen</summary>
              <LedgerTable label="Buckets of which single calls cannot be seen" rows={others} />
            </details>
          )}
        </div>
      )}
    </Panel>
  );
}

interface LedgerTableProps {
  readonly label: string;
  readonly rows: readonly LedgerRow[];
}

function LedgerTable({ label, rows }: LedgerTableProps) {
  return (
    <ScrollTable label={label}>
      <thead>
        <tr>
          <th scope="col">Bucket</th>
          <th scope="col" className={tableStyles.figure}>
            Calls
          </th>
          <th scope="col" className={tableStyles.figure}>
            Moved
            <span className={tableStyles.sub}>over all windows</span>
          </th>
          <th scope="col" className={tableStyles.figure}>
            Unexplained
            <span className={tableStyles.sub}>other devices</span>
          </th>
          <th scope="col" className={tableStyles.figure}>
            Smallest call
            <span className={tableStyles.sub}>to be found</span>
          </th>
          <th scope="col">
            Implied quota
            <span className={tableStyles.sub}>an estimate</span>
          </th>
          <th scope="col">Faults</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">
              <Cell told={row.name} />
            </th>
            <td className={tableStyles.figure}>{row.calls}</td>
            <td className={tableStyles.figure}>
              <Cell told={row.moved} />
            </td>
            <td className={tableStyles.figure}>
              <Cell told={row.unexplained} />
            </td>
            <td className={tableStyles.figure}>
              <Cell told={row.smallest} />
            </td>
            <td>
              <Cell told={row.quota} />
            </td>
            <td>{row.faults}</td>
            <td className={tableStyles.muted}>{row.state}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

function Cell({ told: { main, detail } }: { readonly told: Told }) {
  return (
    <>
      {main}
      {detail !== null && <span className={tableStyles.sub}>{detail}</span>}
    </>
  );
}
