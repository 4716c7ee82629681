/** A terminal and npm both pass a Ctrl-C on, so that one key press arrives twice within a moment. */
const ONE_KEY_PRESS_MS = 500;

/** Calls `onStop` when the process is told to stop, and again (`isAgain`) when it is told so once more. */
export function onStopSignal(onStop: (isAgain: boolean) => void): void {
  let firstAtMs: number | null = null;
  const onSignal = (): void => {
    const nowMs = performance.now();
    if (firstAtMs === null) {
      firstAtMs = nowMs;
      onStop(false);
    } else if (nowMs - firstAtMs > ONE_KEY_PRESS_MS) onStop(true);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  // Whoever started this and passes signals on is gone, so that nobody could stop it any more.
  process.once("disconnect", onSignal);
}
