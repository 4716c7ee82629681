-- Turns are cut by the kinds of their calls: sets of model variants and transports instead of routes, of which there are many
-- times as many. Endings are cut by transport and connection as well. Hours whose facts are still there are rolled up anew; of
-- others the sets of routes stand for those of kinds, only finer, and how endings were connected is unknown.
INSERT INTO "turn_keys" ("key", "cut", "call_set_id")
SELECT 'kinds ' || "key", 'kinds', "call_set_id" FROM "turn_keys" WHERE "cut" = 'calls';

INSERT INTO "hourly_turn_figures" ("started_at", "key_id", "n", "complete", "round_trips", "tool_calls", "approvals", "calls",
  "duration_ms", "client_ms", "connect_ms", "queue_ms", "first_token_ms", "generation_ms", "tool_ms",
  "approval_ms", "throttle_ms", "unattributed_ms", "durations")
SELECT f."started_at", n."id", f."n", f."complete", f."round_trips", f."tool_calls", f."approvals", f."calls", f."duration_ms", f."client_ms",
  f."connect_ms", f."queue_ms", f."first_token_ms", f."generation_ms", f."tool_ms", f."approval_ms", f."throttle_ms",
  f."unattributed_ms", f."durations"
FROM "hourly_turn_figures" f
JOIN "turn_keys" k ON k."id" = f."key_id" AND k."cut" = 'calls'
JOIN "turn_keys" n ON n."key" = 'kinds ' || k."key"
WHERE f."started_at" < (
  SELECT coalesce(date_trunc('day', min("started_at"), 'UTC'), 'infinity') FROM "round_trips");

INSERT INTO "daily_turn_figures" ("started_at", "key_id", "n", "complete", "round_trips", "tool_calls", "approvals", "calls",
  "duration_ms", "client_ms", "connect_ms", "queue_ms", "first_token_ms", "generation_ms", "tool_ms",
  "approval_ms", "throttle_ms", "unattributed_ms", "durations")
SELECT f."started_at", n."id", f."n", f."complete", f."round_trips", f."tool_calls", f."approvals", f."calls", f."duration_ms", f."client_ms",
  f."connect_ms", f."queue_ms", f."first_token_ms", f."generation_ms", f."tool_ms", f."approval_ms", f."throttle_ms",
  f."unattributed_ms", f."durations"
FROM "daily_turn_figures" f
JOIN "turn_keys" k ON k."id" = f."key_id" AND k."cut" = 'calls'
JOIN "turn_keys" n ON n."key" = 'kinds ' || k."key"
WHERE f."started_at" < (
  SELECT coalesce(date_trunc('day', min("started_at"), 'UTC'), 'infinity') FROM "round_trips");

INSERT INTO "touched_hours" ("hour")
SELECT "started_at" FROM (
  SELECT "started_at" FROM "hourly_figures" UNION SELECT "started_at" FROM "hourly_turn_figures") AS h
WHERE "started_at" >= (SELECT date_trunc('day', min("started_at"), 'UTC') FROM "round_trips");

-- What went wrong is rare, so that it is found without looking at the rest. Equal entries share their place: six bytes a row.
CREATE INDEX "round_trips_ending_id_idx" ON "round_trips"("ending_id");
