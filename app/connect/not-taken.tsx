import Link from "next/link";
import { Panel } from "#app/components/panel.tsx";
import type { ArrivalProblem } from "#lib/analytics/series/prepare-arrival-problems.ts";
import styles from "./connect.module.css";

/** What came and was not taken, each with what to do; nothing while all was. */
export function NotTaken({ problems }: { readonly problems: readonly ArrivalProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <Panel
      title="What came and was not taken"
      note="Since the collector started; what is over is still counted."
      aside={<Link href="/collector">All that it received</Link>}
    >
      <ul className={styles.problems}>
        {problems.map(({ what, remedy }) => (
          <li key={what}>
            {what} <span>{remedy}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
