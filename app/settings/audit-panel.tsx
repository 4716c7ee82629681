import Link from "next/link";
import tableStyles from "#app/components/data-table.module.css";
import { Instant } from "#app/components/instant.tsx";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import type { AuditLine } from "#lib/analytics/series/prepare-audit-lines.ts";
import { listAudit, type ToldAuditEntry } from "#lib/analytics/settings/list-audit.ts";
import styles from "./settings.module.css";

const MOST_ENTRIES = 20;
const MOST_LINES = 6;

/** Who changed or exported what, the newest first. */
export async function AuditPanel({ raw }: { readonly raw: RawParams }) {
  const given = raw.get("before")?.[0];
  const before = given !== undefined && /^\d{1,18}$/.test(given) ? given : null;
  const { entries, next } = await listAudit(MOST_ENTRIES, before);
  return (
    <Panel
      title="Audit log"
      note="Every change of these settings and every file that was exported. There is no sign-in yet, so it does not say by whom."
    >
      {entries.length === 0 ? (
        <PanelEmpty>
          {before === null ? "Nothing was changed or exported yet." : "There is nothing older."}
        </PanelEmpty>
      ) : (
        <ScrollTable label="Changes and exports">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col">How</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <EntryRow key={entry.id} entry={entry} />
            ))}
          </tbody>
        </ScrollTable>
      )}
      {(next !== null || before !== null) && (
        <nav aria-label="Pages of the audit log" className={styles.parts}>
          {before !== null && (
            <Link href={{ pathname: "/settings", hash: "audit" }} prefetch={false}>
              Newest
            </Link>
          )}
          {next !== null && (
            <Link href={`${hrefWith("/settings", new Map(), { before: next })}#audit`} prefetch={false}>
              Older
            </Link>
          )}
        </nav>
      )}
    </Panel>
  );
}

function EntryRow({ entry }: { readonly entry: ToldAuditEntry }) {
  const { atMs, action, title, lines } = entry;
  return (
    <tr>
      <th scope="row">
        <Instant unixMs={atMs} />
      </th>
      <td>
        {action === "export" ? "Export" : title}
        {action === "export" && <span className={tableStyles.sub}>{title}</span>}
      </td>
      <td>
        <ul className={styles.lines}>
          {lines.slice(0, MOST_LINES).map((line) => (
            <li key={line.what}>
              <Line line={line} isExport={action === "export"} />
            </li>
          ))}
          {lines.length > MOST_LINES && <li>{lines.length - MOST_LINES} more</li>}
        </ul>
      </td>
    </tr>
  );
}

function Line({ line, isExport }: { readonly line: AuditLine; readonly isExport: boolean }) {
  const what = line.what === "" ? null : <span className={tableStyles.muted}>{line.what} </span>;
  if (isExport)
    return (
      <>
        {what}
        {line.to}
      </>
    );
  return (
    <>
      {what}
      {line.from ?? "nothing"} <span aria-hidden="true">→</span>
      <span className="visually-hidden">became</span> {line.to ?? "nothing"}
    </>
  );
}
