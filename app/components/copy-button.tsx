"use client";

import { useState } from "react";
import styles from "./connect-guide.module.css";

/** Copies a text, and says so. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState("copied"),
      () => setState("refused"),
    );
  return (
    <button type="button" className={styles.copy} onClick={() => void copy()} aria-label={label}>
      <span aria-live="polite">
        {state === "idle" ? "Copy" : state === "copied" ? "Copied" : "Select it and copy by hand"}
      </span>
    </button>
  );
}
