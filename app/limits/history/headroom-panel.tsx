import Link from "next/link";
import { HeadroomChart } from "#app/charts/headroom-chart.tsx";
import { lineDash } from "#app/charts/line-dash.ts";
import tableStyles from "#app/components/data-table.module.css";
import { Instant } from "#app/components/instant.tsx";
import { Panel } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { pageTimeZone } from "#app/time-zone.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount, formatShare } from "#lib/analytics/format-number.ts";
import { formatSpan } from "#lib/analytics/format-span.ts";
import { prepareClockTicks } from "#lib/analytics/series/prepare-clock-ticks.ts";
import type { HeadroomChart as Chart, HeadroomBucket } from "#lib/analytics/series/prepare-headroom-lines.ts";
import { prepareHeadroomTable } from "#lib/analytics/series/prepare-headroom-table.ts";
import styles from "./history.module.css";

interface HeadroomPanelProps {
  readonly chart: Chart;
  readonly raw: RawParams;
  readonly peopleOf: ReadonlyMap<string, readonly string[]>;
}

/** What was left of the buckets of one family: lines, the buckets in words, and the same as a table. */
export async function HeadroomPanel({ chart, raw, peopleOf }: HeadroomPanelProps) {
  const timeZone = await pageTimeZone();
  const drawn = chart.buckets.slice(0, chart.drawn);
  const names = drawn.map(({ shortAccount }) => shortAccount);
  const more = chart.buckets.length - chart.drawn;
  return (
    <Panel
      title={chart.title}
      note={`What was left, by account${more > 0 ? `: the ${chart.drawn} of ${chart.buckets.length} with the least` : ""}. Each step is the least within ${formatSpan(chart.slotMs)}.`}
      aside={chart.provider}
    >
      <HeadroomChart
        label={`What was left of ${chart.title} over time, with throttles and resets; the tables below say the same`}
        names={names}
        slots={chart.slots}
        ticks={prepareClockTicks(
          chart.slots.map(({ atMs }) => atMs),
          timeZone,
        )}
        timeZone={timeZone}
      />
      <BucketList label={`Buckets of ${chart.title}`} buckets={drawn} isDrawn raw={raw} peopleOf={peopleOf} />
      {more > 0 && (
        <details className={styles.twin}>
          <summary>{more === 1 ? "1 more account" : `${more} more accounts`}</summary>
          <BucketList
            label={`More buckets of ${chart.title}`}
            buckets={chart.buckets.slice(chart.drawn)}
            isDrawn={false}
            raw={raw}
            peopleOf={peopleOf}
          />
        </details>
      )}
      <details className={styles.twin}>
        <summary>Over time, as a table</summary>
        <TimeTable chart={chart} names={names} />
      </details>
    </Panel>
  );
}

interface BucketListProps extends Pick<HeadroomPanelProps, "raw" | "peopleOf"> {
  readonly label: string;
  readonly buckets: readonly HeadroomBucket[];
  readonly isDrawn: boolean;
}

function BucketList({ label, buckets, isDrawn, raw, peopleOf }: BucketListProps) {
  return (
    <ScrollTable label={label}>
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col" className={tableStyles.figure}>
            Least left
          </th>
          <th scope="col">When</th>
          <th scope="col" className={tableStyles.figure}>
            Resets
          </th>
          <th scope="col" className={tableStyles.figure}>
            Throttles
          </th>
          <th scope="col" className={tableStyles.figure}>
            Time lost
          </th>
          <th scope="col" className={tableStyles.figure}>
            Readings
          </th>
        </tr>
      </thead>
      <tbody>
        {buckets.map((bucket, index) => (
          <BucketRow
            key={bucket.key}
            bucket={bucket}
            line={isDrawn ? index : null}
            raw={raw}
            people={(bucket.account === null ? undefined : peopleOf.get(bucket.account)) ?? []}
          />
        ))}
      </tbody>
    </ScrollTable>
  );
}

interface BucketRowProps {
  readonly bucket: HeadroomBucket;
  /** Null when it is not drawn. */
  readonly line: number | null;
  readonly raw: RawParams;
  readonly people: readonly string[];
}

function BucketRow({ bucket, line, raw, people }: BucketRowProps) {
  return (
    <tr>
      <th scope="row">
        <span className={styles.name}>
          <svg className={styles.swatch} viewBox="0 0 26 8" aria-hidden="true">
            {line !== null && (
              <path
                d="M0 4h26"
                stroke={`var(--series-${line})`}
                strokeWidth="2"
                strokeDasharray={lineDash(line)}
              />
            )}
          </svg>
          {bucket.account === null ? (
            bucket.shortAccount
          ) : (
            <Link
              href={hrefWith("/limits/history", raw, { account: bucket.account })}
              prefetch={false}
              title={bucket.account}
            >
              {bucket.shortAccount}
            </Link>
          )}
          {people.length > 0 && (
            <span className={tableStyles.muted}>
              {people[0]}
              {people.length > 1 && ` and ${people.length - 1} more`}
            </span>
          )}
        </span>
      </th>
      <td className={tableStyles.figure}>{formatShare(bucket.least?.fraction ?? null)}</td>
      <td>{bucket.least !== null && <Instant unixMs={bucket.least.atMs} />}</td>
      <td className={tableStyles.figure}>{formatCount(bucket.resets)}</td>
      <td className={tableStyles.figure}>{formatCount(bucket.throttles)}</td>
      <td className={tableStyles.figure}>{formatDuration(bucket.lostMs)}</td>
      <td className={tableStyles.figure}>{formatCount(bucket.readings)}</td>
    </tr>
  );
}

function TimeTable({ chart, names }: { readonly chart: Chart; readonly names: readonly string[] }) {
  return (
    <ScrollTable label={`What was left of ${chart.title} over time`}>
      <thead>
        <tr>
          <th scope="col">From</th>
          {names.map((name) => (
            <th key={name} scope="col" className={tableStyles.figure}>
              {name}
            </th>
          ))}
          <th scope="col" className={tableStyles.figure}>
            Throttles
          </th>
          <th scope="col" className={tableStyles.figure}>
            Resets
          </th>
        </tr>
      </thead>
      <tbody>
        {prepareHeadroomTable(chart.slots).map((row) => (
          <tr key={row.atMs}>
            <th scope="row">
              <Instant unixMs={row.atMs} />
            </th>
            {names.map((name, line) => (
              <td key={name} className={tableStyles.figure}>
                {formatShare(row.values[line] ?? null)}
              </td>
            ))}
            <td className={tableStyles.figure}>{row.throttles}</td>
            <td className={tableStyles.figure}>{row.resets}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
