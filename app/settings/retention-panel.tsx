import tableStyles from "#app/components/data-table.module.css";
import formStyles from "#app/components/form.module.css";
import { Instant } from "#app/components/instant.tsx";
import { Panel } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import type { RawParams } from "#app/raw-params.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { KIND_NAMES } from "#lib/analytics/kind-names.ts";
import { tellKeptData } from "#lib/analytics/settings/tell-kept-data.ts";
import {
  type KindOfData,
  RETENTION_MAX_DAYS,
  type RetentionDays,
  soundRetention,
} from "#lib/domain/retention.ts";
import type { SavedSettings } from "#lib/domain/settings/saved-settings.ts";
import { DAYS_PARAMS, KINDS, readDays } from "./retention-params.ts";
import styles from "./settings.module.css";

const ABOUT: Readonly<Record<KindOfData, string>> = {
  observations: "What clients sent, from which turns are put together.",
  facts: "Lists, single turns, what differs, comparisons of the same work.",
  figures: "Figures over time; kept at least as long as round trips.",
  rateLimitReadings: "The history of limits and its audit.",
  metricPoints: "Figures of clients that send nothing but metrics.",
};

interface RetentionPanelProps {
  readonly raw: RawParams;
  readonly settings: SavedSettings;
}

/** For how long data is kept. What a shorter time drops is told before it can be saved. */
export async function RetentionPanel({ raw, settings }: RetentionPanelProps) {
  const now = settings.retentionDays;
  const asked = readDays((name) => raw.get(name) ?? [], now);
  const wrong = KINDS.filter((kind) => !(asked[kind] >= 1 && asked[kind] <= RETENTION_MAX_DAYS));
  const isAsked = KINDS.some((kind) => raw.has(DAYS_PARAMS[kind]));
  const next = wrong.length === 0 ? soundRetention(asked) : now;
  const kept = await tellKeptData(next, Date.now());
  return (
    <Panel
      title="Retention"
      note="For how many days each kind of data is kept at least. It is dropped by the week, roll-ups and metrics by four weeks, so that some stays longer."
    >
      <form action="/settings#retention" method="get" className={styles.form}>
        <ScrollTable label="Days that data is kept">
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">Days</th>
              <th scope="col" className={tableStyles.figure}>
                Rows now
                <span className={tableStyles.sub}>about</span>
              </th>
              <th scope="col">{isAsked ? "Would be dropped" : "Due to be dropped"}</th>
            </tr>
          </thead>
          <tbody>
            {kept.map(({ kind, rows, rowsDropped, droppedBeforeMs }) => (
              <tr key={kind}>
                <th scope="row">
                  {KIND_NAMES[kind]}
                  <span className={`${tableStyles.sub} ${styles.about}`}>{ABOUT[kind]}</span>
                </th>
                <td>
                  <DaysField
                    kind={kind}
                    given={raw.get(DAYS_PARAMS[kind])?.[0]}
                    now={now}
                    isWrong={wrong.includes(kind)}
                  />
                </td>
                <td className={tableStyles.figure}>{formatCount(rows)}</td>
                <td>
                  {droppedBeforeMs === null ? (
                    <span className={tableStyles.muted}>nothing</span>
                  ) : (
                    <span className={tableStyles.bad}>
                      about {formatCount(rowsDropped)}, all before <Instant unixMs={droppedBeforeMs} />
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
        <button type="submit" className={styles.quiet}>
          See what would be dropped
        </button>
      </form>
      {isAsked && wrong.length === 0 && <SaveRetention next={next} now={now} />}
    </Panel>
  );
}

interface DaysFieldProps {
  readonly kind: KindOfData;
  readonly given: string | undefined;
  readonly now: RetentionDays;
  readonly isWrong: boolean;
}

function DaysField({ kind, given, now, isWrong }: DaysFieldProps) {
  const value = given ?? String(now[kind]);
  return (
    <>
      <input
        className={formStyles.input}
        name={DAYS_PARAMS[kind]}
        aria-label={`Days of ${KIND_NAMES[kind].toLowerCase()}`}
        defaultValue={value}
        key={value}
        size={6}
        inputMode="numeric"
        autoComplete="off"
        {...(isWrong ? { "aria-invalid": true, "aria-describedby": `${DAYS_PARAMS[kind]}-problem` } : {})}
      />
      {isWrong && (
        <span id={`${DAYS_PARAMS[kind]}-problem`} className={`${styles.bad} ${tableStyles.sub}`}>
          a whole number from 1 to {formatCount(RETENTION_MAX_DAYS)}
        </span>
      )}
    </>
  );
}

/** What was looked at is what is saved. */
function SaveRetention({ next, now }: { readonly next: RetentionDays; readonly now: RetentionDays }) {
  const changes = KINDS.filter((kind) => next[kind] !== now[kind]);
  return (
    <form action="/settings/retention" method="post" className={styles.form}>
      {KINDS.map((kind) => (
        <input key={kind} type="hidden" name={DAYS_PARAMS[kind]} value={next[kind]} />
      ))}
      <p role="status">
        {changes.length === 0
          ? "These are the times that hold now."
          : `${changes
              .map(
                (kind) => `${KIND_NAMES[kind]}: ${formatCount(now[kind])} → ${formatCount(next[kind])} days`,
              )
              .join("; ")}. What is dropped cannot be brought back.`}
      </p>
      <button type="submit" className={formStyles.button}>
        Save retention
      </button>
    </form>
  );
}
