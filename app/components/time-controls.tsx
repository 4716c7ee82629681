import Link from "next/link";
import { commandProps } from "#app/commands/command-props.ts";
import { COMPARE_PARAM, hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import type { Question } from "#app/search-params.ts";
import { stepWindow, type WindowStep } from "#app/step-window.ts";
import { pageTimeZone } from "#app/time-zone.ts";
import { formatRange } from "#lib/analytics/format-time.ts";
import { CustomRange } from "./custom-range.tsx";
import { LiveToggle } from "./live-toggle.tsx";
import { NAMED_WINDOWS, nameWindow } from "./say-window.ts";
import styles from "./time-controls.module.css";

interface TimeControlsProps {
  readonly path: string;
  readonly raw: RawParams;
  readonly question: Pick<Question, "window" | "windowText">;
  /** Whether the page can show the period before beside the window. */
  readonly canCompare?: boolean;
}

const STEPS: readonly { step: WindowStep; sign: string; name: string; keys: string }[] = [
  { step: "earlier", sign: "←", name: "Earlier by the same length", keys: "[" },
  { step: "later", sign: "→", name: "Later by the same length", keys: "]" },
  { step: "wider", sign: "−", name: "Twice as long", keys: "-" },
];

const HOUR_MS = 3_600_000;

/** Which time is looked at: everything here keeps the rest of the address. */
export async function TimeControls({ path, raw, question, canCompare = false }: TimeControlsProps) {
  const { window, windowText } = question;
  // A window that is said as a length ends now, and has been asked for a moment ago.
  const nowMs = windowText === null ? Date.now() : window.toMs;
  const compares = raw.get(COMPARE_PARAM)?.includes("before") === true;
  return (
    <div className={styles.controls}>
      <nav aria-label="Time window" className={styles.windows}>
        {NAMED_WINDOWS.map((text, index) => (
          <Link
            key={text}
            href={hrefWith(path, raw, { window: text, from: null, to: null, cursor: null })}
            prefetch={false}
            aria-label={`${text}: ${nameWindow(text)}`}
            aria-current={text === windowText ? "true" : undefined}
            {...commandProps("Time", capital(nameWindow(text) ?? text), String(index + 1))}
          >
            {text}
          </Link>
        ))}
        <CustomRange
          path={path}
          raw={raw}
          fromMs={window.fromMs}
          toMs={window.toMs}
          isChosen={windowText === null}
        />
      </nav>
      <nav aria-label="Other time" className={styles.windows}>
        {STEPS.map(({ step, sign, name, keys }) => {
          const changes = stepWindow(window, step, nowMs);
          return changes === null ? (
            <span key={step} aria-hidden="true" className={styles.off}>
              {sign}
            </span>
          ) : (
            <Link
              key={step}
              href={hrefWith(path, raw, changes)}
              prefetch={false}
              aria-label={name}
              title={name}
              {...commandProps("Time", name, keys)}
            >
              {sign}
            </Link>
          );
        })}
      </nav>
      <p className={windowText === null ? styles.chosenRange : styles.range}>
        {formatRange(window.fromMs, window.toMs, await pageTimeZone())}
      </p>
      <div className={styles.toggles}>
        {canCompare && (
          <Link
            href={hrefWith(path, raw, { [COMPARE_PARAM]: compares ? null : "before" })}
            prefetch={false}
            scroll={false}
            className={styles.toggle}
            aria-current={compares ? "true" : undefined}
            {...commandProps("Time", "Compare with the period before", "c")}
          >
            Period before
          </Link>
        )}
        {windowText !== null && <LiveToggle everyMs={liveMs(window.toMs - window.fromMs)} />}
      </div>
    </div>
  );
}

/** The longer the window, the less a moment changes it. */
function liveMs(lengthMs: number): number {
  return lengthMs <= HOUR_MS ? 5_000 : lengthMs <= 24 * HOUR_MS ? 15_000 : 60_000;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
