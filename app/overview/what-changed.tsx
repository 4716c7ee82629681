import Link from "next/link";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import { METRICS } from "#app/components/metric-names.ts";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { Sentence } from "#app/components/sentences.tsx";
import { hrefWith, TIME_PARAMS, windowParams } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { pageTimeZone } from "#app/time-zone.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatRate } from "#lib/analytics/format-number.ts";
import { formatRange } from "#lib/analytics/format-time.ts";
import type { ChangeRow } from "#lib/analytics/series/change-row.ts";
import { prepareChanges } from "#lib/analytics/series/prepare-changes.ts";
import { whatChanged } from "#lib/analytics/what-changed.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import styles from "./overview.module.css";

const WORDS = {
  ttftMs: { name: METRICS.ttftMs.name, format: formatDuration },
  e2eMs: { name: METRICS.e2eMs.name, format: formatDuration },
  decodeTokensPerSecond: { name: METRICS.decodeTokensPerSecond.name, format: formatRate },
};

/** What is beyond chance other than in the period before, each with its cause and the way to its round trips. */
export async function WhatChanged({ window, raw }: { readonly window: TimeWindow; readonly raw: RawParams }) {
  const told = await whatChanged(window);
  const { rows, unchanged, isComparable } = prepareChanges(told, WORDS);
  const before = formatRange(told.before.fromMs, told.before.toMs, await pageTimeZone());
  return (
    <Panel
      title="What changed"
      note={`Against ${before}: what is beyond chance, and more than 5 %.`}
      aside={
        <AnswerLinks
          path="/api/v1/periods"
          raw={raw}
          window={window}
          params={TIME_PARAMS}
          also={{ by: ["model", "clientVersion"] }}
        />
      }
    >
      {rows.length > 0 && (
        <ul className={styles.changes}>
          {rows.map((row) => (
            <Change key={row.key} row={row} raw={raw} />
          ))}
        </ul>
      )}
      {unchanged.length > 0 && (
        <p className={styles.quiet}>As before over all round trips: {unchanged.join(", ")}.</p>
      )}
      {!isComparable && (
        <PanelEmpty>Too few round trips now or before to compare; a longer window may tell.</PanelEmpty>
      )}
    </Panel>
  );
}

function Change({ row, raw }: { readonly row: ChangeRow; readonly raw: RawParams }) {
  const { evidence, cause } = row;
  const time = windowParams(raw);
  const evidenceHref =
    "outcome" in evidence
      ? hrefWith("/round-trips", time, { outcome: evidence.outcome })
      : "dimension" in evidence
        ? hrefWith("/round-trips", time, { [evidence.dimension]: evidence.value })
        : hrefWith("/round-trips", time, {
            metric: evidence.metric,
            min: evidence.min === null ? null : String(evidence.min),
            max: evidence.max === null ? null : String(evidence.max),
          });
  return (
    <li className={row.tone === "worse" ? styles.worse : styles.better}>
      <p>
        <span className="visually-hidden">{row.tone === "worse" ? "Worse. " : "Better. "}</span>
        <Sentence sentence={row.text} />
      </p>
      {cause && (
        <p className={styles.cause}>
          Most of it:{" "}
          <Link href={hrefWith("/round-trips", time, { [cause.dimension]: cause.value })} prefetch={false}>
            {cause.dimension === "clientVersion" ? `client version ${cause.value}` : cause.value}
          </Link>
          , {cause.text}.
        </p>
      )}
      <p>
        <Link href={evidenceHref} prefetch={false}>
          {"metric" in evidence ? "See what these have in common" : "Show them"}
        </Link>
      </p>
    </li>
  );
}
