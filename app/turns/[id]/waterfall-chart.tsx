import { ASKED_ANCHOR } from "#app/components/turn-href.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatRate } from "#lib/analytics/format-number.ts";
import { PHASE_TEXTS } from "#lib/analytics/series/prepare-phase-bar.ts";
import type { RateStrip } from "#lib/analytics/series/prepare-rate-strip.ts";
import type { Waterfall, WaterfallPiece, WaterfallRow } from "#lib/analytics/series/prepare-waterfall.ts";
import { tierColour } from "#lib/analytics/series/tier-colour.ts";
import { RateLabel } from "./rate-label.tsx";
import { gridBackground, TimeAxis } from "./time-axis.tsx";
import styles from "./waterfall.module.css";

declare module "react" {
  interface CSSProperties {
    readonly "--grid"?: string;
  }
}

interface WaterfallChartProps {
  readonly waterfall: Waterfall;
  /** Id of the round trip that is marked. */
  readonly marked: string | null;
}

/** The waterfall, drawn on the server. Its rows read as a list: name, time, what became of it. */
export function WaterfallChart({
  waterfall: { rows, ticks, turnPercent, rates },
  marked,
}: WaterfallChartProps) {
  return (
    <div className={styles.waterfall}>
      <TimeAxis ticks={ticks} />
      {rates && <RateTrack rates={rates} />}
      <ol className={styles.rows} style={{ "--grid": gridBackground(ticks) }}>
        {rows.map((row) => (
          <Row
            key={`${row.kind} ${row.id}`}
            row={row}
            turnPercent={turnPercent}
            isMarked={row.kind === "roundTrip" && row.id === marked}
          />
        ))}
      </ol>
    </div>
  );
}

interface RowProps {
  readonly row: WaterfallRow;
  readonly turnPercent: number;
  readonly isMarked: boolean;
}

function Row({ row, turnPercent, isMarked }: RowProps) {
  return (
    <li
      className={`${styles.row} ${styles[row.kind]}`}
      {...(isMarked ? { id: ASKED_ANCHOR, "aria-current": true } : {})}
    >
      <div className={styles.label}>
        <span className={styles.name} title={row.label}>
          {row.label}
        </span>
        <span className={styles.time}>{formatDuration(row.durationMs)}</span>
        {row.note !== null && <span className={styles.note}>{row.note}</span>}
      </div>
      <div className={styles.track} aria-hidden="true">
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
  );
}

/** The decode rate of each round trip on the same axis; the table of round trips says the same. */
function RateTrack({ rates: { bars, from, to } }: { readonly rates: RateStrip }) {
  return (
    <div className={styles.rates} aria-hidden="true">
      <RateLabel from={from} to={to} />
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
