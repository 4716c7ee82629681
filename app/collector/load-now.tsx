import type { CollectorState } from "#lib/analytics/describe-collector.ts";
import { formatBytes } from "#lib/analytics/format-bytes.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import styles from "./collector.module.css";

/** What waits and what is used at this moment. */
export function LoadNow({ state }: { readonly state: CollectorState }) {
  const { pendingBytes, pendingMaxBytes, pendingAssemblies, memoryBytes } = state;
  return (
    <dl className={styles.load}>
      <div>
        <dt>Waiting for the database</dt>
        <dd>
          {formatBytes(pendingBytes)} <span>of at most {formatBytes(pendingMaxBytes)}</span>
        </dd>
        {pendingBytes !== null && pendingMaxBytes !== null && (
          <meter
            min={0}
            max={pendingMaxBytes}
            value={pendingBytes}
            aria-label="Share of the memory for waiting exports"
          />
        )}
      </div>
      <div>
        <dt>Waiting to be assembled</dt>
        <dd>{formatCount(pendingAssemblies)}</dd>
      </div>
      <div>
        <dt>Memory of the process</dt>
        <dd>{formatBytes(memoryBytes)}</dd>
      </div>
    </dl>
  );
}
