"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { commandProps } from "#app/commands/command-props.ts";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import formStyles from "./form.module.css";
import { localMinute } from "./local-minute.ts";
import styles from "./time-controls.module.css";

interface CustomRangeProps {
  readonly path: string;
  readonly raw: RawParams;
  readonly fromMs: number;
  readonly toMs: number;
  /** Whether the window that is looked at was chosen so. */
  readonly isChosen: boolean;
}

/** Any window, by its two ends in the reader's time. */
export function CustomRange({ path, raw, fromMs, toMs, isChosen }: CustomRangeProps) {
  const router = useRouter();
  const menu = useRef<HTMLDetailsElement>(null);
  // Filled in by the browser alone, which knows the reader's zone.
  const [isOpen, setIsOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const [from, to] = [new Date(String(given.get("from"))), new Date(String(given.get("to")))];
    if (!(from < to)) return setProblem("The end has to be after the beginning.");
    setProblem(null);
    menu.current?.removeAttribute("open");
    const changes = { window: null, from: from.toISOString(), to: to.toISOString(), cursor: null };
    router.push(hrefWith(path, raw, changes), { scroll: false });
  };
  return (
    <details
      ref={menu}
      className={styles.menu}
      data-open-menu=""
      onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}
      onKeyDown={({ key, currentTarget }) => {
        if (key !== "Escape") return;
        currentTarget.removeAttribute("open");
        currentTarget.querySelector("summary")?.focus();
      }}
    >
      <summary {...commandProps("Time", "Choose any time", "0")} aria-current={isChosen ? "true" : undefined}>
        Other
      </summary>
      {isOpen && (
        <form className={styles.range} onSubmit={show}>
          <label className={formStyles.label}>
            From
            <input
              className={formStyles.input}
              type="datetime-local"
              name="from"
              required
              defaultValue={localMinute(fromMs)}
            />
          </label>
          <label className={formStyles.label}>
            To
            <input
              className={formStyles.input}
              type="datetime-local"
              name="to"
              required
              defaultValue={localMinute(toMs)}
            />
          </label>
          {problem !== null && <p role="alert">{problem}</p>}
          <button type="submit" className={formStyles.button}>
            Show
          </button>
        </form>
      )}
    </details>
  );
}
