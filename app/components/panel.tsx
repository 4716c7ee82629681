import { type ReactNode, useId } from "react";
import styles from "./panel.module.css";

interface PanelProps {
  readonly title: string;
  /** A short line that says how to read it. */
  readonly note?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, note, aside, children }: PanelProps) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {aside && <div className={styles.aside}>{aside}</div>}
      </div>
      {note && <p className={styles.note}>{note}</p>}
      {children}
    </section>
  );
}

/** Holds the place of a panel that is still on its way. */
export function PanelSkeleton({ title, height }: { readonly title: string; readonly height: string }) {
  return (
    <Panel title={title}>
      <div className={`${styles.skeleton} skeleton`} style={{ height }} role="status">
        <span className="visually-hidden">Loading</span>
      </div>
    </Panel>
  );
}

/** What a panel says when it has nothing to show. */
export function PanelEmpty({ children }: { readonly children: ReactNode }) {
  return <p className={styles.empty}>{children}</p>;
}
