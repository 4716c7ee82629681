"use client";

import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import styles from "./commands.module.css";

interface DialogFrameProps {
  /** Read out; shown unless `isTitleHidden`. */
  readonly title: string;
  readonly isTitleHidden?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A window over the page that Escape closes. */
export function DialogFrame({ title, isTitleHidden = false, onClose, children }: DialogFrameProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup}>
          <Dialog.Title className={isTitleHidden ? "visually-hidden" : styles.title}>{title}</Dialog.Title>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
