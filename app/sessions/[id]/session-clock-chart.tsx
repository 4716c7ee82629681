import type { Route } from "next";
import Link from "next/link";
import { TierMark } from "#app/components/tier-mark.tsx";
import { pageTimeZone } from "#app/time-zone.ts";
import { formatClock } from "#lib/analytics/format-clock.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import type { ClockLane, SessionClock } from "#lib/analytics/series/prepare-session-clock.ts";
import { tierColour } from "#lib/analytics/series/tier-colour.ts";
import styles from "../sessions.module.css";

interface SessionClockChartProps {
  readonly clock: SessionClock;
  /** Where the rows behind a lane are. */
  readonly hrefOf: (lane: ClockLane) => Route;
}

/** When what ran, drawn on the server; the tables below say the same. */
export async function SessionClockChart({ clock: { lanes, gaps, ticks }, hrefOf }: SessionClockChartProps) {
  const timeZone = await pageTimeZone();
  const lastMs = ticks.at(-1)?.unixMs ?? 0;
  const minutes = new Set(ticks.map(({ unixMs }) => Math.floor(unixMs / 60_000)));
  const hasSeconds = minutes.size < ticks.length;
  const longest = gaps.toSorted((a, b) => b.ms - a.ms)[0];
  return (
    <div className={styles.clock}>
      <div className={styles.axis} aria-hidden="true">
        <div className={styles.scale}>
          {ticks.map(({ percent, unixMs }) => (
            <span
              key={unixMs}
              style={{ left: `${percent}%` }}
              className={percent > 92 ? styles.lastTick : undefined}
            >
              {formatClock(unixMs, lastMs, timeZone, hasSeconds)}
            </span>
          ))}
        </div>
      </div>
      <ul className={styles.lanes}>
        {lanes.map((lane) => (
          <li key={`${lane.kind} ${lane.tier}`} className={styles.lane}>
            <span className={styles.name}>
              {lane.kind === "tier" ? (
                <Link href={hrefOf(lane)} prefetch={false}>
                  <TierMark tier={lane.tier} />
                </Link>
              ) : lane.kind === "turns" ? (
                "Turns"
              ) : (
                "Not complete"
              )}
              <span className={styles.n}>n {formatCount(lane.n)}</span>
            </span>
            <div className={styles.track} aria-hidden="true">
              {gaps.map(({ percent, widthPercent, ms }) => (
                <i
                  key={percent}
                  className={styles.gap}
                  style={{ left: `${percent}%`, width: `${widthPercent}%` }}
                  title={`Nothing ran for ${formatDuration(ms)}`}
                />
              ))}
              <svg viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">
                <path d={lane.path} fill={colourOf(lane)} />
              </svg>
            </div>
          </li>
        ))}
      </ul>
      {longest && (
        <p className={styles.gaps}>
          {formatCount(gaps.length)} long pause{gaps.length === 1 ? "" : "s"}, the longest of{" "}
          {formatDuration(longest.ms)}.
        </p>
      )}
    </div>
  );
}

function colourOf({ kind, tier }: ClockLane): string {
  if (kind === "tier") return tierColour(tier);
  return kind === "turns" ? "var(--muted)" : "var(--bad)";
}
