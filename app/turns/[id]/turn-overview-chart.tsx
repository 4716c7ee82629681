import type { Route } from "next";
import Link from "next/link";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import type { TurnOverview } from "#lib/analytics/series/prepare-turn-overview.ts";
import { tierColour } from "#lib/analytics/series/tier-colour.ts";
import { RateLabel } from "./rate-label.tsx";
import { TimeAxis } from "./time-axis.tsx";
import styles from "./waterfall.module.css";

interface TurnOverviewChartProps {
  readonly overview: TurnOverview;
  /** Number of the part that is shown below. */
  readonly shown: number;
  readonly hrefOf: (part: number) => Route;
}

/** A long turn in little, and the way to each part of it. The parts are links in words below, too. */
export function TurnOverviewChart({
  overview: { phases, rates, ticks, parts },
  shown,
  hrefOf,
}: TurnOverviewChartProps) {
  return (
    <div className={styles.waterfall}>
      <TimeAxis ticks={ticks} />
      <div className={styles.overview} aria-hidden="true">
        <div className={styles.rates}>
          <div className={styles.label}>
            <span className={styles.name}>Phases</span>
            <span className={styles.time}>share of each moment</span>
          </div>
          <Strip paths={phases.map(({ phase, path }) => ({ path, colour: `var(--phase-${phase})` }))} />
        </div>
        {rates && (
          <div className={styles.rates}>
            <RateLabel from={rates.from} to={rates.to} />
            <Strip paths={rates.tiers.map(({ tier, path }) => ({ path, colour: tierColour(tier) }))} />
          </div>
        )}
        <div className={styles.parts}>
          {parts.map(({ number, percent, widthPercent }) => (
            <Link
              key={number}
              href={hrefOf(number)}
              prefetch={false}
              scroll={false}
              tabIndex={-1}
              title={`Part ${number}`}
              className={number === shown ? styles.shown : undefined}
              style={{ left: `${percent}%`, width: `${widthPercent}%` }}
            />
          ))}
        </div>
      </div>
      <nav aria-label="Parts of this turn" className={styles.numbers}>
        {parts.map(({ number, fromMs }) => (
          <Link
            key={number}
            href={hrefOf(number)}
            prefetch={false}
            scroll={false}
            aria-current={number === shown ? "page" : undefined}
            title={`From ${formatDuration(fromMs)}`}
          >
            {formatCount(number)}
          </Link>
        ))}
      </nav>
    </div>
  );
}

function Strip({ paths }: { readonly paths: readonly { readonly path: string; readonly colour: string }[] }) {
  return (
    <svg className={styles.strip} viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
      {paths.map(({ path, colour }) => (
        <path key={colour} d={path} fill={colour} />
      ))}
    </svg>
  );
}
