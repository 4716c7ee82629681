import { entriesOf, fieldsOf } from "../reading/json-fields.ts";
import type { ThrottleClass } from "./rate-limit-reading.ts";

/** What providers call their refusals, in lower case. */
const WORDS: Readonly<Record<ThrottleClass, readonly string[]>> = {
  quota: [
    "billing_error",
    "billing_hard_limit_reached",
    "credit_balance_exhausted",
    "enforced_spend_limit_reached",
    "exceeded_current_quota_error",
    "free_quota_exceeded",
    "insufficient_balance",
    "insufficient_credits",
    "insufficient_g1_credits_balance",
    "insufficient_quota",
    "organization_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "overage_limit_reached",
    "payment_required",
    "project_spend_limit_exceeded",
    "quota_exceeded",
    "quota_exhausted",
    "servicequotaexceededexception",
    "usage_limit_reached",
    "usage_not_included",
  ],
  rate: [
    "agent_mode_limit_exceeded",
    "integration_rate_limited",
    "rate_limit_error",
    "rate_limit_exceeded",
    "rate_limit_reached_error",
    "rate_limited",
    "ratelimitreached",
    "request_quota_exceeded",
    "resource_exhausted",
    "slow_down",
    "throttlingexception",
    "token_quota_exceeded",
    "too_many_requests",
    "too_many_requests_error",
    "user_global_rate_limited",
    "user_model_rate_limited",
  ],
  capacity: [
    "engine_overloaded_error",
    "model_capacity_exhausted",
    "model_overloaded",
    "modelnotreadyexception",
    "overloaded",
    "overloaded_error",
    "queue_exceeded",
    "server_is_overloaded",
    "service_tier_capacity_exceeded",
    "service_unavailable",
    "service_unavailable_error",
    "serviceunavailableexception",
    "unavailable",
    "upstream_provider_rate_limit",
  ],
  concurrency: ["concurrency_limit_exceeded", "too_many_concurrent_requests", "userconcurrentrequests"],
};

const CLASSES: ReadonlyMap<string, ThrottleClass> = new Map(
  (Object.keys(WORDS) as ThrottleClass[]).flatMap((kind) =>
    WORDS[kind].map((word): [string, ThrottleClass] => [word, kind]),
  ),
);

/** The error that a body, an event or a list of them holds, as its fields. */
export function errorOf(body: unknown): Readonly<Record<string, unknown>> {
  const outer = fieldsOf(Array.isArray(body) ? body[0] : body);
  return typeof outer["error"] === "object" && outer["error"] !== null ? fieldsOf(outer["error"]) : outer;
}

/** The words by which an error says what it is, the most exact one first; never its prose. */
export function wordsOfError(
  error: Readonly<Record<string, unknown>>,
  headers: ReadonlyMap<string, string>,
): readonly string[] {
  const details = Array.isArray(error["details"]) ? entriesOf(error["details"]) : [error["details"]];
  return [
    // Of all, this names the limit itself.
    headers.get("x-ratelimit-type"),
    ...details.flatMap((detail) => ["reason", "error_code", "code"].map((name) => fieldsOf(detail)[name])),
    error["code"],
    error["type"],
    error["status"],
    error["error"],
    error["__type"],
    headers.get("x-amzn-errortype"),
  ].flatMap((value) => {
    // Amazon puts a namespace before and an address behind the name of an error.
    const [, word] =
      typeof value === "string" ? (/^(?:[\w.]*#)?([A-Za-z][\w.-]{0,63})(?::.*)?$/.exec(value) ?? []) : [];
    return word === undefined || word === "error" ? [] : [word];
  });
}

/** The word that tells the kind of a refusal, and the kind; money comes first, as it may hide behind a general type. */
export function classOfWords(
  words: readonly string[],
): { readonly word: string; readonly class: ThrottleClass } | null {
  const classed = words.flatMap((word) => {
    const kind = CLASSES.get(word.toLowerCase());
    return kind === undefined ? [] : [{ word, class: kind }];
  });
  return classed.find((entry) => entry.class === "quota") ?? classed[0] ?? null;
}
