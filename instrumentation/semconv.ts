/**
 * Attribute names that cross the wire: OpenTelemetry's GenAI conventions (status: development), as of
 * open-telemetry/semantic-conventions-genai in August 2026, with the older names that clients still send. A copy,
 * as OpenTelemetry advises for unstable conventions, so that a change there cannot change us unnoticed.
 */

export const ATTR_SERVICE_NAME = "service.name";
export const ATTR_SERVICE_VERSION = "service.version";
export const ATTR_ERROR_TYPE = "error.type";
export const ATTR_HTTP_RESPONSE_STATUS_CODE = "http.response.status_code";
export const ATTR_EXCEPTION_TYPE = "exception.type";
/** May quote content: read into a class of error, and not kept. */
export const ATTR_EXCEPTION_MESSAGE = "exception.message";
export const ATTR_EVENT_NAME = "event.name";
export const ATTR_SESSION_ID = "session.id";
export const ATTR_USER_EMAIL = "user.email";
export const ATTR_USER_ID = "user.id";
export const ATTR_USER_NAME = "user.name";
export const ATTR_ENDUSER_PSEUDO_ID = "enduser.pseudo.id";
export const ATTR_TEAM_ID = "team.id";
export const ATTR_VCS_REPOSITORY_NAME = "vcs.repository.name";

export const ATTR_GEN_AI_OPERATION_NAME = "gen_ai.operation.name";
export const ATTR_GEN_AI_PROVIDER_NAME = "gen_ai.provider.name";
/** Predecessor of the provider name. */
export const ATTR_GEN_AI_SYSTEM = "gen_ai.system";
export const ATTR_GEN_AI_REQUEST_MODEL = "gen_ai.request.model";
export const ATTR_GEN_AI_REQUEST_STREAM = "gen_ai.request.stream";
export const ATTR_GEN_AI_REQUEST_REASONING_LEVEL = "gen_ai.request.reasoning.level";
export const ATTR_GEN_AI_RESPONSE_MODEL = "gen_ai.response.model";
export const ATTR_GEN_AI_RESPONSE_ID = "gen_ai.response.id";
/** Seconds from the request to the first chunk. */
export const ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";
/** A metric's name that the Vercel AI SDK uses for an attribute; the same in seconds. */
export const ATTR_GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk";
export const ATTR_GEN_AI_CONVERSATION_ID = "gen_ai.conversation.id";
export const ATTR_GEN_AI_USER_ID = "gen_ai.user.id";
export const ATTR_GEN_AI_AGENT_NAME = "gen_ai.agent.name";
export const ATTR_GEN_AI_TOOL_NAME = "gen_ai.tool.name";
export const ATTR_GEN_AI_TOOL_CALL_ID = "gen_ai.tool.call.id";
/** Cached tokens included. */
export const ATTR_GEN_AI_USAGE_INPUT_TOKENS = "gen_ai.usage.input_tokens";
/** Predecessor of the input tokens. */
export const ATTR_GEN_AI_USAGE_PROMPT_TOKENS = "gen_ai.usage.prompt_tokens";
export const ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS = "gen_ai.usage.cache_read.input_tokens";
export const ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS = "gen_ai.usage.cache_write.input_tokens";
/** Predecessor of the cache writes. */
export const ATTR_GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS = "gen_ai.usage.cache_creation.input_tokens";
/** Reasoning tokens included. */
export const ATTR_GEN_AI_USAGE_OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
/** Predecessor of the output tokens. */
export const ATTR_GEN_AI_USAGE_COMPLETION_TOKENS = "gen_ai.usage.completion_tokens";
export const ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS = "gen_ai.usage.reasoning.output_tokens";
export const ATTR_OPENAI_REQUEST_SERVICE_TIER = "openai.request.service_tier";
export const ATTR_OPENAI_RESPONSE_SERVICE_TIER = "openai.response.service_tier";
/** Predecessors of the two above. */
export const ATTR_GEN_AI_OPENAI_REQUEST_SERVICE_TIER = "gen_ai.openai.request.service_tier";
export const ATTR_GEN_AI_OPENAI_RESPONSE_SERVICE_TIER = "gen_ai.openai.response.service_tier";

/** The log event that describes one model call; content travels in it too. */
export const EVENT_GEN_AI_CLIENT_INFERENCE_OPERATION_DETAILS = "gen_ai.client.inference.operation.details";

/**
 * Our own attributes: what is measured at the wire and has no name in the conventions. Version 1 of them, told by
 * the instrumentation scope's version. `…_ms` are milliseconds (double); those that name a moment count from the
 * start of the span, which is the start of the attempt.
 */
export const INSTRUMENTATION_SCOPE = "roundtrip-instrumentation";

export const ATTR_SERVER_ADDRESS = "server.address";
export const ATTR_SERVER_PORT = "server.port";
export const ATTR_NETWORK_PROTOCOL_VERSION = "network.protocol.version";
/** Tries of this call before this one: 0 for the first. */
export const ATTR_HTTP_REQUEST_RESEND_COUNT = "http.request.resend_count";
export const ATTR_GEN_AI_RESPONSE_FINISH_REASONS = "gen_ai.response.finish_reasons";

/** The same for all tries of one call. */
export const ATTR_ROUNDTRIP_CALL_ID = "roundtrip.call.id";
/** `complete`, `cancelled`, `failed` or `rateLimited`. */
export const ATTR_ROUNDTRIP_OUTCOME = "roundtrip.outcome";
/** The coding client behind a tap, from its user agent. */
export const ATTR_ROUNDTRIP_CLIENT_NAME = "roundtrip.client.name";
export const ATTR_ROUNDTRIP_CLIENT_VERSION = "roundtrip.client.version";
/** The provider's id of the request, as its header names it. */
export const ATTR_ROUNDTRIP_REQUEST_ID = "roundtrip.request.id";
/** `http`, `sse` or `websocket`. */
export const ATTR_ROUNDTRIP_TRANSPORT = "roundtrip.transport";
export const ATTR_ROUNDTRIP_CONNECTION_REUSED = "roundtrip.connection.reused";
/** Durations of what a new connection needed. */
export const ATTR_ROUNDTRIP_DNS_MS = "roundtrip.connection.dns_ms";
export const ATTR_ROUNDTRIP_CONNECT_MS = "roundtrip.connection.connect_ms";
export const ATTR_ROUNDTRIP_TLS_MS = "roundtrip.connection.tls_ms";
export const ATTR_ROUNDTRIP_UPGRADE_MS = "roundtrip.connection.upgrade_ms";
/** Moments, from the start of the span. */
export const ATTR_ROUNDTRIP_REQUEST_SENT_MS = "roundtrip.request_sent_ms";
export const ATTR_ROUNDTRIP_HEADERS_MS = "roundtrip.headers_ms";
export const ATTR_ROUNDTRIP_FIRST_EVENT_MS = "roundtrip.first_event_ms";
/** The first event with a token in it, reasoning and tool-call arguments included. */
export const ATTR_ROUNDTRIP_FIRST_TOKEN_MS = "roundtrip.first_token_ms";
/** The first visible text or tool-call token. */
export const ATTR_ROUNDTRIP_FIRST_OUTPUT_MS = "roundtrip.first_output_ms";
export const ATTR_ROUNDTRIP_LAST_TOKEN_MS = "roundtrip.last_token_ms";
/** Events with a token in them. */
export const ATTR_ROUNDTRIP_TOKEN_EVENTS = "roundtrip.token_events";
/** Share (0 to 1) of the streamed payload's length in the first of them. */
export const ATTR_ROUNDTRIP_FIRST_EVENT_SHARE = "roundtrip.first_event_share";
export const ATTR_ROUNDTRIP_REASONING_STREAMED = "roundtrip.reasoning_streamed";
/** Distances between events with tokens, and those over max(1 s, 10 × the median). */
export const ATTR_ROUNDTRIP_GAP_P50_MS = "roundtrip.gap.p50_ms";
export const ATTR_ROUNDTRIP_GAP_P95_MS = "roundtrip.gap.p95_ms";
export const ATTR_ROUNDTRIP_GAP_MAX_MS = "roundtrip.gap.max_ms";
export const ATTR_ROUNDTRIP_STALLS = "roundtrip.stalls";
export const ATTR_ROUNDTRIP_STALLED_MS = "roundtrip.stalled_ms";
/** What the provider says that it took itself, and where it says so. */
export const ATTR_ROUNDTRIP_SERVER_MS = "roundtrip.server_ms";
export const ATTR_ROUNDTRIP_SERVER_TIME_SOURCE = "roundtrip.server_time_source";
/** Unanswered requests on the same lane of a WebSocket when this one was sent. */
export const ATTR_ROUNDTRIP_LANE_DEPTH = "roundtrip.lane_depth";
/** A WebSocket request with `generate: false`: no round trip of a turn. */
export const ATTR_ROUNDTRIP_WARM_UP = "roundtrip.warm_up";
export const ATTR_ROUNDTRIP_FALLBACK_FROM_WEBSOCKET = "roundtrip.fallback_from_websocket";
/** The process or its machine slept during the attempt: its durations mean nothing and are left out. */
export const ATTR_ROUNDTRIP_SUSPENDED = "roundtrip.suspended";
/** `rate`, `capacity`, `quota` or `concurrency`, of an attempt that was refused, and what the refusal says. */
export const ATTR_ROUNDTRIP_THROTTLE_CLASS = "roundtrip.throttle.class";
export const ATTR_ROUNDTRIP_THROTTLE_CODE = "roundtrip.throttle.code";
export const ATTR_ROUNDTRIP_RETRY_AFTER_MS = "roundtrip.throttle.retry_after_ms";
export const ATTR_ROUNDTRIP_RETRYABLE = "roundtrip.throttle.retryable";
/** The bucket that the refused attempt ran into, where the refusal says which. */
export const ATTR_ROUNDTRIP_THROTTLE_FAMILY = "roundtrip.throttle.family";
export const ATTR_ROUNDTRIP_THROTTLE_WINDOW_MINUTES = "roundtrip.throttle.window_minutes";
export const ATTR_ROUNDTRIP_THROTTLE_UNIT = "roundtrip.throttle.unit";

/** `approved` or `denied`, on a span named `permission` that lasts as long as a person was waited for. */
export const ATTR_ROUNDTRIP_APPROVAL_DECISION = "roundtrip.approval.decision";

/** The log event of one rate-limit reading, in the trace and span of the attempt that it came with. */
export const EVENT_ROUNDTRIP_RATE_LIMIT = "roundtrip.rate_limit";
/** A hash of what names the account; never the account or its key. On the span of an attempt, too. */
export const ATTR_ROUNDTRIP_RATE_LIMIT_ACCOUNT = "roundtrip.rate_limit.account";
/** The limit family; on the span of an attempt, the one that it counts for. */
export const ATTR_ROUNDTRIP_RATE_LIMIT_FAMILY = "roundtrip.rate_limit.family";
export const ATTR_ROUNDTRIP_RATE_LIMIT_FAMILY_NAME = "roundtrip.rate_limit.family_name";
export const ATTR_ROUNDTRIP_RATE_LIMIT_WINDOW_MINUTES = "roundtrip.rate_limit.window_minutes";
export const ATTR_ROUNDTRIP_RATE_LIMIT_WINDOW_KIND = "roundtrip.rate_limit.window_kind";
export const ATTR_ROUNDTRIP_RATE_LIMIT_UNIT = "roundtrip.rate_limit.unit";
export const ATTR_ROUNDTRIP_RATE_LIMIT_LIMIT = "roundtrip.rate_limit.limit";
export const ATTR_ROUNDTRIP_RATE_LIMIT_REMAINING = "roundtrip.rate_limit.remaining";
export const ATTR_ROUNDTRIP_RATE_LIMIT_USED_FRACTION = "roundtrip.rate_limit.used_fraction";
/** Unix ms. */
export const ATTR_ROUNDTRIP_RATE_LIMIT_RESETS_AT_MS = "roundtrip.rate_limit.resets_at_ms";
export const ATTR_ROUNDTRIP_RATE_LIMIT_STATUS = "roundtrip.rate_limit.status";
export const ATTR_ROUNDTRIP_RATE_LIMIT_BINDING = "roundtrip.rate_limit.binding";
/** `header`, `event`, `body`, `usage`, `prose` or `file`. */
export const ATTR_ROUNDTRIP_RATE_LIMIT_SOURCE = "roundtrip.rate_limit.source";
/** As it came: names of headers and their values. */
export const ATTR_ROUNDTRIP_RATE_LIMIT_RAW = "roundtrip.rate_limit.raw";
