import Link from "next/link";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/search-params.ts";
import styles from "./window-picker.module.css";

const WINDOWS = [
  { text: "15m", name: "the last 15 minutes" },
  { text: "1h", name: "the last hour" },
  { text: "24h", name: "the last 24 hours" },
  { text: "7d", name: "the last 7 days" },
  { text: "30d", name: "the last 30 days" },
] as const;

interface WindowPickerProps {
  readonly path: string;
  readonly raw: RawParams;
  /** The window in force; null when it is given by its two ends. */
  readonly windowText: string | null;
}

/** Links that keep everything of the address but the window. */
export function WindowPicker({ path, raw, windowText }: WindowPickerProps) {
  return (
    <nav aria-label="Time window" className={styles.picker}>
      {WINDOWS.map(({ text, name }) => (
        <Link
          key={text}
          href={hrefWith(path, raw, { window: text, from: null, to: null, cursor: null })}
          prefetch={false}
          aria-label={`${text}: ${name}`}
          aria-current={text === windowText ? "true" : undefined}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}

/** The window in words: "in the last 24 hours". */
export function sayWindow(windowText: string | null): string {
  if (windowText === null) return "in the chosen time";
  const known = WINDOWS.find(({ text }) => text === windowText);
  return `in ${known ? known.name : `the last ${windowText}`}`;
}
