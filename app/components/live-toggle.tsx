"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import { commandProps } from "#app/commands/command-props.ts";
import { isReading } from "./is-reading.ts";
import styles from "./time-controls.module.css";

const PLACE = "live";

/** Keeps a page that ends now up to date, unless the reader stops it, reads further down or is busy with something. */
export function LiveToggle({ everyMs }: { readonly everyMs: number }) {
  const router = useRouter();
  const [isLive, setIsLive] = useState(true);
  const [waits, setWaits] = useState(false);
  const [isAsking, ask] = useTransition();
  useEffect(() => setIsLive(wasLive()), []);
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => {
      const reads = isReading();
      setWaits(reads);
      if (!reads && !isAsking && document.visibilityState === "visible") ask(() => router.refresh());
    }, everyMs);
    return () => clearInterval(timer);
  }, [isLive, isAsking, everyMs, router]);
  return (
    <button
      type="button"
      className={styles.live}
      aria-pressed={isLive}
      title={isLive ? (waits ? "Waits while you read" : `New every ${everyMs / 1000} s`) : "Stands still"}
      onClick={() => {
        setIsLive(!isLive);
        try {
          localStorage.setItem(PLACE, isLive ? "off" : "on");
        } catch {
          // A browser that keeps nothing forgets it with the page.
        }
      }}
      {...commandProps("Time", "Live updating on or off", "l")}
    >
      Live
    </button>
  );
}

function wasLive(): boolean {
  try {
    return localStorage.getItem(PLACE) !== "off";
  } catch {
    return true;
  }
}
