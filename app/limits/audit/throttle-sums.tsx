import Link from "next/link";
import type { ReactNode } from "react";
import tableStyles from "#app/components/data-table.module.css";
import { DIMENSION_NAMES } from "#app/components/dimension-names.ts";
import { Panel } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { UNKNOWN_VALUE } from "#app/search-params.ts";
import { pageTimeZone } from "#app/time-zone.ts";
import { UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount, formatShare } from "#lib/analytics/format-number.ts";
import { formatSpan } from "#lib/analytics/format-span.ts";
import type { ThrottleEvent } from "#lib/analytics/list-throttles.ts";
import { prepareThrottleBars, type ThrottleBar } from "#lib/analytics/series/prepare-throttle-sums.ts";
import { sumThrottles, THROTTLE_DIMENSIONS, type ThrottleDimension } from "#lib/analytics/sum-throttles.ts";
import styles from "./audit.module.css";

const NAMES: Readonly<Record<ThrottleDimension, string>> = {
  person: DIMENSION_NAMES.person,
  team: DIMENSION_NAMES.team,
  tier: DIMENSION_NAMES.tier,
  bucket: "Bucket",
  class: "Class",
  day: "Day",
};

const BARS_MAX = 8;
/** Days are in their order, so the last of them would be summed up. */
const DAYS_MAX = 31;

interface ThrottleSumsProps {
  readonly throttles: readonly ThrottleEvent[];
  readonly raw: RawParams;
}

/** What throttling cost, by each dimension that it is told apart by. */
export function ThrottleSums({ throttles, raw }: ThrottleSumsProps) {
  return (
    <div className={styles.sums}>
      {THROTTLE_DIMENSIONS.map((dimension) => (
        <SumPanel key={dimension} dimension={dimension} throttles={throttles} raw={raw} />
      ))}
    </div>
  );
}

interface SumPanelProps extends ThrottleSumsProps {
  readonly dimension: ThrottleDimension;
}

async function SumPanel({ dimension, throttles, raw }: SumPanelProps) {
  const sums = sumThrottles(throttles, dimension, await pageTimeZone());
  const { bars, others } = prepareThrottleBars(sums, dimension === "day" ? DAYS_MAX : BARS_MAX);
  const name = NAMES[dimension].toLowerCase();
  return (
    <Panel title={`By ${name}`}>
      <ScrollTable label={`Time lost by ${name}`}>
        <thead>
          <tr>
            <th scope="col">{NAMES[dimension]}</th>
            <th scope="col" className={styles.barColumn}>
              <span className="visually-hidden">Bar of the time lost</span>
            </th>
            <th scope="col" className={tableStyles.figure}>
              Time lost
            </th>
            <th scope="col" className={tableStyles.figure}>
              Throttles
            </th>
            <th scope="col" className={tableStyles.figure}>
              Wasted
            </th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <SumRow key={bar.value} bar={bar}>
              <SumName dimension={dimension} value={bar.value} raw={raw} />
            </SumRow>
          ))}
          {others && (
            <SumRow bar={others.sum}>
              <span className={tableStyles.muted}>{formatCount(others.count)} others</span>
            </SumRow>
          )}
        </tbody>
      </ScrollTable>
    </Panel>
  );
}

function SumRow({ bar, children }: { readonly bar: ThrottleBar; readonly children: ReactNode }) {
  return (
    <tr>
      <th scope="row">{children}</th>
      <td className={styles.barColumn}>
        <span className={styles.track} aria-hidden="true">
          <i style={{ width: `${bar.lengthShare * 100}%` }} />
        </span>
      </td>
      <td className={tableStyles.figure}>
        {formatSpan(bar.lostMs)} <span className={tableStyles.muted}>· {formatShare(bar.lostShare)}</span>
      </td>
      <td className={tableStyles.figure}>{formatCount(bar.throttles)}</td>
      <td className={tableStyles.figure}>{formatCount(bar.attemptsWasted)}</td>
    </tr>
  );
}

interface SumNameProps {
  readonly dimension: ThrottleDimension;
  readonly value: string | null;
  readonly raw: RawParams;
}

/** A value that the address can filter by leads to its throttles alone. */
function SumName({ dimension, value, raw }: SumNameProps) {
  if (dimension !== "person" && dimension !== "team" && dimension !== "tier") return value ?? UNKNOWN;
  return (
    <Link href={hrefWith("/limits/audit", raw, { [dimension]: value ?? UNKNOWN_VALUE })} prefetch={false}>
      {value ?? "– unknown"}
    </Link>
  );
}
