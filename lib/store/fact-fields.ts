// The fields that facts are stored with, by table; those of attempts and throttles are in attempt-rows.ts.

const PLACE_FIELDS = { startedAtMs: "unixMs", session: "int4", segmentMs: "float8" } as const;

export const TURN_FIELDS = {
  id: "text",
  ...PLACE_FIELDS,
  callerId: "int4",
  callSetId: "int4",
  calls: "int4[]",
  roundTrips: "int4",
  toolCalls: "int4",
  approvals: "int4",
  durationMs: "float8",
  outcome: "text",
  clientMs: "float8",
  connectMs: "float8",
  queueMs: "float8",
  firstTokenMs: "float8",
  generationMs: "float8",
  toolMs: "float8",
  approvalMs: "float8",
  throttleMs: "float8",
  unattributedMs: "float8",
} as const;

export const ROUND_TRIP_FIELDS = {
  id: "text",
  ...PLACE_FIELDS,
  turnId: "text",
  callerId: "int4",
  routeId: "int4",
  endingId: "int4",
  accountId: "int4",
  attempts: "int4",
  streamOpenMs: "float8",
  ttftMs: "float8",
  ttfoMs: "float8",
  lastTokenMs: "float8",
  e2eMs: "float8",
  inputTokens: "int4",
  cachedInputTokens: "int4",
  outputTokens: "int4",
  reasoningTokens: "int4",
  decodeTokensPerSecond: "float8",
  e2eTokensPerSecond: "float8",
  connectMs: "float8",
  serverMs: "float8",
  stalls: "int4",
  stalledMs: "float8",
  gapMaxMs: "float8",
} as const;

export const WIRE_DETAIL_FIELDS = {
  roundTripId: "text",
  roundTripStartedAtMs: "unixMs",
  details: "jsonb",
} as const;

export const TOOL_CALL_FIELDS = {
  id: "text",
  turnId: "text",
  turnStartedAtMs: "unixMs",
  tool: "text",
  startedAtMs: "unixMs",
  durationMs: "float8",
  outcome: "text",
} as const;

export const APPROVAL_FIELDS = {
  id: "text",
  turnId: "text",
  turnStartedAtMs: "unixMs",
  tool: "text",
  decidedAtMs: "unixMs",
  waitMs: "float8",
  decision: "text",
  decidedBy: "text",
} as const;

export const WARM_UP_FIELDS = { id: "text", ...PLACE_FIELDS, model: "text", e2eMs: "float8" } as const;
