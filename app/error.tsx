"use client";

import { BareFrame } from "./components/bare-frame.tsx";
import { Notice } from "./components/notice.tsx";

// Without commands: all of it is code that every page loads for the case of an error.
interface ErrorPageProps {
  readonly error: unknown;
  readonly retry: () => void;
}

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : "";
  return (
    <BareFrame path="" raw={new Map()}>
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
    </BareFrame>
  );
}
