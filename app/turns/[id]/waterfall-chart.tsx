import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatRate } from "#lib/analytics/format-number.ts";
import { PHASE_TEXTS } from "#lib/analytics/series/prepare-phase-bar.ts";
import type { RateStrip } from "#lib/analytics/series/prepare-rate-strip.ts";
import type { Waterfall, WaterfallPiece, WaterfallRow } from "#lib/analytics/series/prepare-waterfall.ts";
import { tierColour } from "#lib/analytics/series/tier-colour.ts";
import styles from "./waterfall.module.css";

/** The waterfall, drawn on the server. Its rows read as a list: name, time, what became of it. */
export function WaterfallChart({
  waterfall: { rows, ticks, turnPercent, rates },
}: {
  readonly waterfall: Waterfall;
}) {
  return (
    <div className={styles.waterfall}>
      <div className={styles.axis} aria-hidden="true">
        <div className={styles.scale}>
          {ticks.map(({ ms, percent }) => (
            <span
              key={ms}
              style={{ left: `${percent}%` }}
              className={percent > 94 ? styles.lastTick : ms === 0 ? styles.zeroTick : undefined}
            >
              {ms === 0 ? "0" : formatTick(ms)}
            </span>
          ))}
        </div>
      </div>
      {rates && <RateTrack rates={rates} />}
      <ol className={styles.rows}>
        {rows.map((row) => (
          <li key={row.key} className={`${styles.row} ${styles[row.kind]}`}>
            <div className={styles.label}>
              <span className={styles.name} title={row.label}>
                {row.label}
              </span>
              <span className={styles.time}>{formatDuration(row.durationMs)}</span>
              {row.note !== null && <span className={styles.note}>{row.note}</span>}
            </div>
            <div className={styles.track} aria-hidden="true">
              {ticks.map(({ ms, percent }) => (
                <i
                  key={ms}
                  className={ms === 0 ? styles.origin : styles.grid}
                  style={{ left: `${percent}%` }}
                />
              ))}
              {turnPercent > 0 && <i className={styles.before} style={{ width: `${turnPercent}%` }} />}
              {row.pieces.map((piece) => (
                <Piece key={`${piece.kind} ${piece.percent}`} piece={piece} row={row} />
              ))}
              {row.firstTokenPercent !== null && (
                <b
                  className={styles.firstToken}
                  style={{ left: `${row.firstTokenPercent}%` }}
                  title="First token"
                />
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The decode rate of each round trip on the same axis; the table of round trips says the same. */
function RateTrack({ rates: { bars, from, to } }: { readonly rates: RateStrip }) {
  return (
    <div className={styles.rates} aria-hidden="true">
      <div className={styles.label}>
        <span className={styles.name}>Token rate</span>
        <span className={styles.time}>
          {from.toLocaleString("en-US")} to {formatRate(to)}, log
        </span>
      </div>
      <div className={styles.strip}>
        {bars.map(({ key, tier, tokensPerSecond, percent, widthPercent, heightPercent }) => (
          <span
            key={key}
            style={{
              left: `${percent}%`,
              width: `${widthPercent}%`,
              height: `${heightPercent}%`,
              background: tierColour(tier),
            }}
            title={`${tier}: ${formatRate(tokensPerSecond)}`}
          />
        ))}
      </div>
    </div>
  );
}

function Piece({ piece, row }: { readonly piece: WaterfallPiece; readonly row: WaterfallRow }) {
  const name = piece.kind === "warmUp" || piece.kind === "attempt" ? row.label : PHASE_TEXTS[piece.kind].name;
  return (
    <span
      className={styles.piece}
      data-kind={piece.kind}
      style={{ left: `${piece.percent}%`, width: `${piece.widthPercent}%` }}
      title={`${name}: ${formatDuration(row.durationMs === null ? null : piece.ms)}`}
    />
  );
}

function formatTick(ms: number): string {
  const sign = ms < 0 ? "−" : "";
  const size = Math.abs(ms);
  if (size < 1000) return `${sign}${size} ms`;
  if (size < 60_000) return `${sign}${size / 1000} s`;
  const rest = (size % 60_000) / 1000;
  return `${sign}${Math.floor(size / 60_000)} min${rest === 0 ? "" : ` ${rest} s`}`;
}
