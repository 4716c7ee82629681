/** A line of a Codex session file, as Codex writes it. */
export function sessionLine(atMs: number, type: string, payload: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ timestamp: new Date(atMs).toISOString(), type, payload })}\n`;
}

/** Its first line. */
export function metaLine(atMs: number, more: Readonly<Record<string, unknown>> = {}): string {
  return sessionLine(atMs, "session_meta", {
    session_id: "a-session",
    id: "a-thread",
    originator: "codex_exec",
    model_provider: "openai",
    ...more,
  });
}

/** The line by which a turn begins. */
export function turnLine(atMs: number, startedAtMs = atMs): string {
  return sessionLine(atMs, "event_msg", {
    type: "task_started",
    turn_id: "t",
    started_at: Math.floor(startedAtMs / 1000),
  });
}

/** A line of limits: so many percent of five hours, which end an hour later unless said otherwise. */
export function limitsLine(
  atMs: number,
  usedPercent: number,
  more: Readonly<Record<string, unknown>> = {},
  resetsAtMs = atMs + 3_600_000,
): string {
  return sessionLine(atMs, "event_msg", {
    type: "token_count",
    info: null,
    rate_limits: {
      limit_id: "codex",
      limit_name: null,
      primary: { used_percent: usedPercent, window_minutes: 300, resets_at: Math.floor(resetsAtMs / 1000) },
      secondary: null,
      credits: null,
      plan_type: "pro",
      ...more,
    },
  });
}
