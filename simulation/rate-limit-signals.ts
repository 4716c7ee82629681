import type { CodexLimit, CountedLimit, PercentWindow, RateLimits } from "./behaviour.ts";

/** A duration as OpenAI writes it in `x-ratelimit-reset-*`: `12ms`, `1.5s`, `6m0s`, `1h2m3s`. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Number(((ms % 60_000) / 1000).toFixed(3));
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}

const counted = (unit: string, limit: CountedLimit | undefined): Record<string, string> =>
  limit === undefined
    ? {}
    : {
        [`x-ratelimit-limit-${unit}`]: String(limit.limit),
        [`x-ratelimit-remaining-${unit}`]: String(limit.remaining),
        [`x-ratelimit-reset-${unit}`]: goDuration(limit.resetMs),
      };

const windowed = (prefix: string, window: PercentWindow | undefined): Record<string, string> =>
  window === undefined
    ? {}
    : {
        [`${prefix}-used-percent`]: String(window.usedPercent),
        [`${prefix}-window-minutes`]: String(window.windowMinutes),
        [`${prefix}-reset-at`]: String(window.resetAtSeconds),
      };

function codexHeaders(limit: CodexLimit): Record<string, string> {
  const prefix = `x-${limit.limitId.replaceAll("_", "-")}`;
  return {
    ...windowed(`${prefix}-primary`, limit.primary),
    ...windowed(`${prefix}-secondary`, limit.secondary),
    ...(limit.limitName === undefined ? {} : { [`${prefix}-limit-name`]: limit.limitName }),
  };
}

/** The response headers that tell of the limits. */
export function rateLimitHeaders(limits: RateLimits | null): Readonly<Record<string, string>> {
  if (limits === null) return {};
  return Object.assign(
    { ...counted("requests", limits.requests), ...counted("tokens", limits.tokens) },
    ...(limits.codex ?? []).map(codexHeaders),
    limits.activeLimit === undefined ? {} : { "x-codex-active-limit": limits.activeLimit },
  );
}

const windowField = (window: PercentWindow | undefined) =>
  window === undefined
    ? null
    : {
        used_percent: window.usedPercent,
        window_minutes: window.windowMinutes,
        reset_at: window.resetAtSeconds,
      };

/** The WebSocket events that tell of the Codex limits: of the active family alone when one is, else of each. */
export function rateLimitEvents(limits: RateLimits | null): readonly Readonly<Record<string, unknown>>[] {
  const { codex = [], activeLimit } = limits ?? {};
  const told = codex.filter(({ limitId }) => activeLimit === undefined || limitId === activeLimit);
  return told.map((limit) => ({
    type: "codex.rate_limits",
    plan_type: limit.planType ?? null,
    rate_limits: { primary: windowField(limit.primary), secondary: windowField(limit.secondary) },
    credits: null,
    metered_limit_name: limit.limitId,
    limit_name: limit.limitName ?? null,
  }));
}
