import type { ReactNode } from "react";
import styles from "./notice.module.css";

/** A state of a page that is no data: what is the matter, and what to do about it. */
export function Notice({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className={styles.notice}>
      <h1>{title}</h1>
      {children}
    </div>
  );
}
