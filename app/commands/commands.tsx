"use client";

import { type ComponentType, useEffect, useRef, useState } from "react";
import { commandProps } from "./command-props.ts";
import styles from "./commands.module.css";
import { typeKey } from "./key-sequence.ts";
import { pageCommands } from "./page-commands.ts";
import { hasSingleKeys } from "./single-keys.ts";

type Dialog = ComponentType<{ readonly onClose: () => void }>;

/**
 * Loaded when somebody wants it: no page waits for a palette. Not by `lazy`, since React holds what a Suspense boundary
 * reveals back for 300 ms, which a reader of a first key press would wait for.
 */
const DIALOGS = {
  palette: async (): Promise<Dialog> => (await import("./command-palette.tsx")).CommandPalette,
  keys: async (): Promise<Dialog> => (await import("./key-sheet.tsx")).KeySheet,
};

type DialogName = keyof typeof DIALOGS;

/** Loads the palette ahead; whether that works is seen when it is wanted. */
function expectPalette(): void {
  DIALOGS.palette().catch(() => undefined);
}

/** Keys that follow one another come within this time. */
const SEQUENCE_MS = 1_500;

/** The way to the command palette and to the sheet of keys, and what makes keys work. */
export function Commands() {
  const [open, setOpen] = useState<DialogName | null>(null);
  const Dialog = useDialog(open);
  const typed = useRef({ keys: "", atMs: 0 });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // What most often follows is on its way before it is asked for.
      if (event.key === "Control" || event.key === "Meta") expectPalette();
      if ((event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && event.key === "k") {
        event.preventDefault();
        setOpen((now) => (now === "palette" ? null : "palette"));
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.repeat || event.key.length !== 1) return;
      if (isTyping(event.target) || document.querySelector("[role=dialog]") || !hasSingleKeys()) return;
      const commands = pageCommands();
      const known = commands.flatMap(({ keys }) => keys ?? []);
      const isRecent = event.timeStamp - typed.current.atMs < SEQUENCE_MS;
      const result = typeKey(known, isRecent ? typed.current.keys : "", event.key);
      typed.current = { keys: result.state === "begun" ? result.typed : "", atMs: event.timeStamp };
      if (result.state === "none") return;
      event.preventDefault();
      if (result.state === "complete") commands.find(({ keys }) => keys === result.keys)?.run();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <div className={styles.ways}>
      <button
        type="button"
        onPointerEnter={expectPalette}
        onClick={() => setOpen("palette")}
        aria-keyshortcuts="Control+K Meta+K"
      >
        Commands <kbd>Ctrl K</kbd>
      </button>
      <button
        type="button"
        aria-label="Keys"
        onClick={() => setOpen("keys")}
        {...commandProps("Help", "Show all keys", "?")}
      >
        <kbd>?</kbd>
      </button>
      {Dialog && <Dialog onClose={() => setOpen(null)} />}
    </div>
  );
}

/** The dialog of a name, once it is loaded. */
function useDialog(name: DialogName | null): Dialog | null {
  const [loaded, setLoaded] = useState<Readonly<Partial<Record<DialogName, Dialog>>>>({});
  const dialog = name === null ? null : (loaded[name] ?? null);
  const isMissing = name !== null && dialog === null;
  useEffect(() => {
    if (!isMissing) return;
    DIALOGS[name]().then(
      (one) => setLoaded((others) => ({ ...others, [name]: one })),
      // Thrown while rendering, so that the page of errors tells the reader.
      (error: unknown) =>
        setLoaded(() => {
          throw error;
        }),
    );
  }, [isMissing, name]);
  return dialog;
}

/** Whether keys belong to what the reader is in. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select")
  );
}
