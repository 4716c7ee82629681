import { CopyButton } from "#app/components/copy-button.tsx";
import { Panel } from "#app/components/panel.tsx";
import type { ConnectWay, WaySeen } from "#lib/analytics/connect-ways.ts";
import { formatAgo } from "#lib/analytics/format-ago.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import styles from "./connect.module.css";
import type { WayText } from "./way-texts.ts";

interface WayPanelProps {
  readonly id: ConnectWay;
  readonly text: WayText;
  readonly seen: WaySeen;
  readonly nowMs: number;
}

/** One way to connect: what to copy, what it tells, and when something of it last came. */
export function WayPanel({ id, text, seen, nowMs }: WayPanelProps) {
  return (
    <div id={id}>
      <Panel title={text.name} note={text.about} aside={<SeenMark seen={seen} nowMs={nowMs} />}>
        <div className={styles.blocks}>
          {text.blocks.map((block) => (
            <div key={block.name} className={styles.block}>
              <span className={styles.where}>{block.where}</span>
              <CopyButton text={block.text} label={`Copy ${block.name}`} />
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
              <pre tabIndex={0} className={styles.code}>
                <code>{block.text}</code>
              </pre>
            </div>
          ))}
        </div>
        <div className={styles.tells}>
          <section aria-label={`What ${text.name} tells`}>
            <h3>Measures</h3>
            <ul>
              {text.measures.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </section>
          <section aria-label={`What ${text.name} does not tell`} className={styles.misses}>
            <h3>Does not tell</h3>
            <ul>
              {text.misses.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </section>
        </div>
      </Panel>
    </div>
  );
}

function SeenMark({ seen, nowMs }: { readonly seen: WaySeen; readonly nowMs: number }) {
  const { lastReadMs, unreadMs, lastRoundTripMs, services } = seen;
  if (lastReadMs !== null)
    return (
      <span className={styles.seen} title={services.join(", ")}>
        Seen <Ago unixMs={lastReadMs} nowMs={nowMs} />
      </span>
    );
  if (unreadMs !== null)
    return (
      <span className={styles.unread} title={services.join(", ")}>
        Data came <Ago unixMs={unreadMs} nowMs={nowMs} />, but nothing could be read of it
      </span>
    );
  if (lastRoundTripMs !== null)
    return (
      <span>
        Last round trip <Ago unixMs={lastRoundTripMs} nowMs={nowMs} />
      </span>
    );
  return <span>Not seen yet</span>;
}

function Ago({ unixMs, nowMs }: { readonly unixMs: number; readonly nowMs: number }) {
  const iso = formatIso(unixMs) ?? "";
  return (
    <time dateTime={iso} title={iso}>
      {formatAgo(nowMs - unixMs)}
    </time>
  );
}
