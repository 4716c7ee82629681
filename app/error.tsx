"use client";

import { Notice } from "./components/notice.tsx";
import styles from "./components/page-frame.module.css";

// In no frame of ours, and with a plain link: every page loads this code for the case of an error, and a new load helps.
interface ErrorPageProps {
  readonly error: unknown;
  readonly retry: () => void;
}

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : "";
  return (
    <main id="content" className={styles.content}>
      {digest.includes("DATABASE_UNREACHABLE") ? (
        <Notice title="The database is not reachable">
          <p>
            Roundtrip runs, but its database does not answer. The embedded one starts with Roundtrip; one of
            your own is named by DATABASE_URL. What has been acknowledged is safe, and clients keep what they
            could not send.
          </p>
          <button type="button" onClick={() => retry()}>
            Try again
          </button>
        </Notice>
      ) : (
        <Notice title="Something went wrong">
          <p>This page could not be made.{digest && ` The server's log says why, under ${digest}.`}</p>
          <button type="button" onClick={() => retry()}>
            Try again
          </button>
        </Notice>
      )}
      <p>
        <a href="/">Roundtrip’s overview</a>
      </p>
    </main>
  );
}
