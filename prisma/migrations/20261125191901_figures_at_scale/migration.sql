-- What was assembled is assembled again below, from the observations, into tables of another form.
DROP TABLE "approvals", "tool_calls", "throttles", "attempts", "warm_ups", "round_trips", "turns", "model_variants";
ALTER TABLE "observations" RENAME TO "old_observations";
ALTER TABLE "old_observations" RENAME CONSTRAINT "observations_pkey" TO "old_observations_pkey";
DROP INDEX "observations_scope_at_ms_idx", "observations_trace_id_idx", "observations_received_at_idx";
ALTER TABLE "rate_limit_readings" RENAME TO "old_rate_limit_readings";
ALTER TABLE "old_rate_limit_readings" RENAME CONSTRAINT "rate_limit_readings_pkey" TO "old_rate_limit_readings_pkey";
DROP INDEX "rate_limit_readings_provider_account_family_window_minutes__idx", "rate_limit_readings_observed_at_idx", "rate_limit_readings_session_id_idx";
ALTER TABLE "metric_points" RENAME TO "old_metric_points";
ALTER TABLE "old_metric_points" RENAME CONSTRAINT "metric_points_pkey" TO "old_metric_points_pkey";
ALTER TABLE "old_metric_points" DROP CONSTRAINT "metric_points_series_id_fkey";
DROP INDEX "metric_points_time_ms_idx";

-- CreateTable
CREATE TABLE "observations" (
    "key" TEXT NOT NULL,
    "scope" TEXT,
    "trace_id" TEXT,
    "span_id" TEXT,
    "parent_span_id" TEXT,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "at_ms" DOUBLE PRECISION NOT NULL,
    "start_ms" DOUBLE PRECISION,
    "facts" JSONB NOT NULL,
    "instants" INTEGER[],
    "received_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "received_on" DATE NOT NULL,

    CONSTRAINT "observations_pkey" PRIMARY KEY ("key","received_on")
) PARTITION BY RANGE ("received_on");

-- CreateTable
CREATE TABLE "model_variants" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "provider" TEXT,
    "model" TEXT,
    "service_tier" TEXT,
    "reasoning_effort" TEXT,

    CONSTRAINT "model_variants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "callers" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "client" TEXT NOT NULL,
    "client_version" TEXT,
    "person" TEXT,
    "team" TEXT,
    "repository" TEXT,

    CONSTRAINT "callers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "routes" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "variant_id" INTEGER NOT NULL,
    "transport" TEXT,
    "connection_reused" BOOLEAN,
    "basis" TEXT NOT NULL,
    "requested_tier" TEXT,
    "fallback_from_web_socket" BOOLEAN,

    CONSTRAINT "routes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "endings" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "error_type" TEXT,
    "status_code" INTEGER,

    CONSTRAINT "endings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "account" TEXT,
    "limit_family" TEXT,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "call_sets" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "route_ids" INTEGER[],
    "main_variant_id" INTEGER,

    CONSTRAINT "call_sets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "turns" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "session" INTEGER NOT NULL,
    "segment_ms" DOUBLE PRECISION NOT NULL,
    "caller_id" INTEGER NOT NULL,
    "call_set_id" INTEGER NOT NULL,
    "calls" INTEGER[],
    "round_trips" INTEGER NOT NULL,
    "tool_calls" INTEGER NOT NULL,
    "approvals" INTEGER NOT NULL,
    "duration_ms" DOUBLE PRECISION NOT NULL,
    "outcome" TEXT NOT NULL,
    "client_ms" DOUBLE PRECISION NOT NULL,
    "connect_ms" DOUBLE PRECISION NOT NULL,
    "queue_ms" DOUBLE PRECISION NOT NULL,
    "first_token_ms" DOUBLE PRECISION NOT NULL,
    "generation_ms" DOUBLE PRECISION NOT NULL,
    "tool_ms" DOUBLE PRECISION NOT NULL,
    "approval_ms" DOUBLE PRECISION NOT NULL,
    "throttle_ms" DOUBLE PRECISION NOT NULL,
    "unattributed_ms" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "turns_pkey" PRIMARY KEY ("id","started_at")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "round_trips" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "turn_id" TEXT,
    "session" INTEGER NOT NULL,
    "segment_ms" DOUBLE PRECISION NOT NULL,
    "caller_id" INTEGER NOT NULL,
    "route_id" INTEGER NOT NULL,
    "ending_id" INTEGER NOT NULL,
    "account_id" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,
    "stream_open_ms" DOUBLE PRECISION,
    "ttft_ms" DOUBLE PRECISION,
    "ttfo_ms" DOUBLE PRECISION,
    "last_token_ms" DOUBLE PRECISION,
    "e2e_ms" DOUBLE PRECISION NOT NULL,
    "input_tokens" INTEGER,
    "cached_input_tokens" INTEGER,
    "output_tokens" INTEGER,
    "reasoning_tokens" INTEGER,
    "decode_tokens_per_second" DOUBLE PRECISION,
    "e2e_tokens_per_second" DOUBLE PRECISION,
    "connect_ms" DOUBLE PRECISION,
    "server_ms" DOUBLE PRECISION,
    "stalls" INTEGER,
    "stalled_ms" DOUBLE PRECISION,
    "gap_max_ms" DOUBLE PRECISION,

    CONSTRAINT "round_trips_pkey" PRIMARY KEY ("id","started_at")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "wire_details" (
    "round_trip_id" TEXT NOT NULL,
    "round_trip_started_at" TIMESTAMPTZ(6) NOT NULL,
    "details" JSONB NOT NULL,

    CONSTRAINT "wire_details_pkey" PRIMARY KEY ("round_trip_id","round_trip_started_at")
) PARTITION BY RANGE ("round_trip_started_at");

-- CreateTable
CREATE TABLE "attempts" (
    "round_trip_id" TEXT NOT NULL,
    "round_trip_started_at" TIMESTAMPTZ(6) NOT NULL,
    "position" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "duration_ms" DOUBLE PRECISION,
    "status_code" INTEGER,
    "error_type" TEXT,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("round_trip_id","round_trip_started_at","position")
) PARTITION BY RANGE ("round_trip_started_at");

-- CreateTable
CREATE TABLE "throttles" (
    "round_trip_id" TEXT NOT NULL,
    "round_trip_started_at" TIMESTAMPTZ(6) NOT NULL,
    "position" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "class" TEXT NOT NULL,
    "code" TEXT,
    "retry_after_ms" DOUBLE PRECISION,
    "retryable" BOOLEAN,
    "family" TEXT,
    "window_minutes" DOUBLE PRECISION,
    "unit" TEXT,
    "lost_ms" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "throttles_pkey" PRIMARY KEY ("round_trip_id","round_trip_started_at","position")
) PARTITION BY RANGE ("round_trip_started_at");

-- CreateTable
CREATE TABLE "tool_calls" (
    "id" TEXT NOT NULL,
    "turn_id" TEXT NOT NULL,
    "turn_started_at" TIMESTAMPTZ(6) NOT NULL,
    "tool" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "duration_ms" DOUBLE PRECISION,
    "outcome" TEXT,

    CONSTRAINT "tool_calls_pkey" PRIMARY KEY ("turn_id","turn_started_at","id")
) PARTITION BY RANGE ("turn_started_at");

-- CreateTable
CREATE TABLE "approvals" (
    "id" TEXT NOT NULL,
    "turn_id" TEXT NOT NULL,
    "turn_started_at" TIMESTAMPTZ(6) NOT NULL,
    "tool" TEXT,
    "decided_at" TIMESTAMPTZ(6) NOT NULL,
    "wait_ms" DOUBLE PRECISION,
    "decision" TEXT,
    "decided_by" TEXT,

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("turn_id","turn_started_at","id")
) PARTITION BY RANGE ("turn_started_at");

-- CreateTable
CREATE TABLE "warm_ups" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "session" INTEGER NOT NULL,
    "segment_ms" DOUBLE PRECISION NOT NULL,
    "model" TEXT,
    "e2e_ms" DOUBLE PRECISION,

    CONSTRAINT "warm_ups_pkey" PRIMARY KEY ("id","started_at")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "touched_hours" (
    "id" BIGSERIAL NOT NULL,
    "hour" TIMESTAMPTZ(6) NOT NULL,
    "at_time" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "touched_hours_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "touched_days" (
    "id" BIGSERIAL NOT NULL,
    "day" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "touched_days_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "figure_keys" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "cut" TEXT NOT NULL,
    "variant_id" INTEGER,
    "client" TEXT,
    "client_version" TEXT,
    "person" TEXT,
    "team" TEXT,
    "repository" TEXT,
    "transport" TEXT,
    "connection_reused" BOOLEAN,
    "basis" TEXT,
    "outcome" TEXT,
    "error_type" TEXT,
    "status_code" INTEGER,

    CONSTRAINT "figure_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "turn_keys" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "cut" TEXT NOT NULL,
    "call_set_id" INTEGER,
    "client" TEXT,
    "client_version" TEXT,
    "person" TEXT,
    "team" TEXT,
    "repository" TEXT,

    CONSTRAINT "turn_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hourly_figures" (
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "key_id" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "complete" INTEGER NOT NULL,
    "cancelled" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "rate_limited" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,
    "fallbacks" INTEGER NOT NULL,
    "stalls" INTEGER NOT NULL,
    "stalled_ms" DOUBLE PRECISION NOT NULL,
    "input_tokens" DOUBLE PRECISION NOT NULL,
    "cached_input_tokens" DOUBLE PRECISION NOT NULL,
    "output_tokens" DOUBLE PRECISION NOT NULL,
    "reasoning_tokens" DOUBLE PRECISION NOT NULL,
    "stream_open_ms" BYTEA,
    "ttft_ms" BYTEA,
    "ttfo_ms" BYTEA,
    "e2e_ms" BYTEA,
    "decode_tokens_per_second" BYTEA,
    "e2e_tokens_per_second" BYTEA,
    "connect_ms" BYTEA,

    CONSTRAINT "hourly_figures_pkey" PRIMARY KEY ("key_id","started_at")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "daily_figures" (
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "key_id" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "complete" INTEGER NOT NULL,
    "cancelled" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "rate_limited" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,
    "fallbacks" INTEGER NOT NULL,
    "stalls" INTEGER NOT NULL,
    "stalled_ms" DOUBLE PRECISION NOT NULL,
    "input_tokens" DOUBLE PRECISION NOT NULL,
    "cached_input_tokens" DOUBLE PRECISION NOT NULL,
    "output_tokens" DOUBLE PRECISION NOT NULL,
    "reasoning_tokens" DOUBLE PRECISION NOT NULL,
    "stream_open_ms" BYTEA,
    "ttft_ms" BYTEA,
    "ttfo_ms" BYTEA,
    "e2e_ms" BYTEA,
    "decode_tokens_per_second" BYTEA,
    "e2e_tokens_per_second" BYTEA,
    "connect_ms" BYTEA,

    CONSTRAINT "daily_figures_pkey" PRIMARY KEY ("key_id","started_at")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "hourly_turn_figures" (
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "key_id" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "complete" INTEGER NOT NULL,
    "round_trips" INTEGER NOT NULL,
    "tool_calls" INTEGER NOT NULL,
    "approvals" INTEGER NOT NULL,
    "calls" INTEGER[],
    "duration_ms" DOUBLE PRECISION NOT NULL,
    "client_ms" DOUBLE PRECISION NOT NULL,
    "connect_ms" DOUBLE PRECISION NOT NULL,
    "queue_ms" DOUBLE PRECISION NOT NULL,
    "first_token_ms" DOUBLE PRECISION NOT NULL,
    "generation_ms" DOUBLE PRECISION NOT NULL,
    "tool_ms" DOUBLE PRECISION NOT NULL,
    "approval_ms" DOUBLE PRECISION NOT NULL,
    "throttle_ms" DOUBLE PRECISION NOT NULL,
    "unattributed_ms" DOUBLE PRECISION NOT NULL,
    "durations" BYTEA,

    CONSTRAINT "hourly_turn_figures_pkey" PRIMARY KEY ("key_id","started_at")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "daily_turn_figures" (
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "key_id" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "complete" INTEGER NOT NULL,
    "round_trips" INTEGER NOT NULL,
    "tool_calls" INTEGER NOT NULL,
    "approvals" INTEGER NOT NULL,
    "calls" INTEGER[],
    "duration_ms" DOUBLE PRECISION NOT NULL,
    "client_ms" DOUBLE PRECISION NOT NULL,
    "connect_ms" DOUBLE PRECISION NOT NULL,
    "queue_ms" DOUBLE PRECISION NOT NULL,
    "first_token_ms" DOUBLE PRECISION NOT NULL,
    "generation_ms" DOUBLE PRECISION NOT NULL,
    "tool_ms" DOUBLE PRECISION NOT NULL,
    "approval_ms" DOUBLE PRECISION NOT NULL,
    "throttle_ms" DOUBLE PRECISION NOT NULL,
    "unattributed_ms" DOUBLE PRECISION NOT NULL,
    "durations" BYTEA,

    CONSTRAINT "daily_turn_figures_pkey" PRIMARY KEY ("key_id","started_at")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "metric_points" (
    "series_id" TEXT NOT NULL,
    "start_ms" DOUBLE PRECISION NOT NULL,
    "time_ms" DOUBLE PRECISION NOT NULL,
    "is_cumulative" BOOLEAN NOT NULL,
    "count" DOUBLE PRECISION NOT NULL,
    "min" DOUBLE PRECISION,
    "max" DOUBLE PRECISION,
    "histogram" JSONB NOT NULL,

    CONSTRAINT "metric_points_pkey" PRIMARY KEY ("series_id","start_ms","time_ms")
) PARTITION BY RANGE ("time_ms");

-- CreateTable
CREATE TABLE "rate_limit_readings" (
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "account" TEXT,
    "family" TEXT NOT NULL,
    "family_name" TEXT,
    "window_minutes" DOUBLE PRECISION,
    "window_kind" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "limit" DOUBLE PRECISION,
    "remaining" DOUBLE PRECISION,
    "used_fraction" DOUBLE PRECISION,
    "resets_at_ms" DOUBLE PRECISION,
    "status" TEXT,
    "is_binding" BOOLEAN NOT NULL,
    "source" TEXT NOT NULL,
    "session_id" TEXT,
    "raw" TEXT NOT NULL,
    "observed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "rate_limit_readings_pkey" PRIMARY KEY ("id","observed_at")
) PARTITION BY RANGE ("observed_at");

-- CreateIndex
CREATE INDEX "observations_scope_at_ms_idx" ON "observations"("scope", "at_ms");

-- CreateIndex
CREATE INDEX "observations_trace_id_idx" ON "observations"("trace_id");

-- CreateIndex
CREATE INDEX "observations_received_at_idx" ON "observations" USING BRIN ("received_at");

-- CreateIndex
CREATE UNIQUE INDEX "model_variants_key_key" ON "model_variants"("key");

-- CreateIndex
CREATE UNIQUE INDEX "callers_key_key" ON "callers"("key");

-- CreateIndex
CREATE UNIQUE INDEX "routes_key_key" ON "routes"("key");

-- CreateIndex
CREATE UNIQUE INDEX "endings_key_key" ON "endings"("key");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_key_key" ON "accounts"("key");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_key_key" ON "sessions"("key");

-- CreateIndex
CREATE INDEX "sessions_scope_idx" ON "sessions"("scope");

-- CreateIndex
CREATE INDEX "sessions_session_id_idx" ON "sessions"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "call_sets_key_key" ON "call_sets"("key");

-- CreateIndex
CREATE INDEX "turns_session_segment_ms_idx" ON "turns"("session", "segment_ms");

-- CreateIndex
CREATE INDEX "turns_started_at_idx" ON "turns"("started_at");

-- CreateIndex
CREATE INDEX "round_trips_session_segment_ms_idx" ON "round_trips"("session", "segment_ms");

-- CreateIndex
CREATE INDEX "round_trips_started_at_id_idx" ON "round_trips"("started_at", "id");

-- CreateIndex
CREATE INDEX "round_trips_turn_id_idx" ON "round_trips"("turn_id");

-- CreateIndex
CREATE INDEX "round_trips_caller_id_started_at_idx" ON "round_trips"("caller_id", "started_at");

-- CreateIndex
CREATE INDEX "round_trips_route_id_ttft_ms_idx" ON "round_trips"("route_id", "ttft_ms");

-- CreateIndex
CREATE INDEX "round_trips_route_id_e2e_ms_idx" ON "round_trips"("route_id", "e2e_ms");

-- CreateIndex
CREATE INDEX "throttles_started_at_idx" ON "throttles"("started_at");

-- CreateIndex
CREATE INDEX "warm_ups_session_segment_ms_idx" ON "warm_ups"("session", "segment_ms");

-- CreateIndex
CREATE UNIQUE INDEX "figure_keys_key_key" ON "figure_keys"("key");

-- CreateIndex
CREATE UNIQUE INDEX "turn_keys_key_key" ON "turn_keys"("key");

-- CreateIndex
CREATE INDEX "hourly_figures_started_at_idx" ON "hourly_figures"("started_at");

-- CreateIndex
CREATE INDEX "daily_figures_started_at_idx" ON "daily_figures"("started_at");

-- CreateIndex
CREATE INDEX "hourly_turn_figures_started_at_idx" ON "hourly_turn_figures"("started_at");

-- CreateIndex
CREATE INDEX "daily_turn_figures_started_at_idx" ON "daily_turn_figures"("started_at");

-- CreateIndex
CREATE INDEX "metric_points_time_ms_idx" ON "metric_points"("time_ms");

-- CreateIndex
CREATE INDEX "rate_limit_readings_provider_account_family_window_minutes__idx" ON "rate_limit_readings"("provider", "account", "family", "window_minutes", "unit", "observed_at");

-- CreateIndex
CREATE INDEX "rate_limit_readings_observed_at_idx" ON "rate_limit_readings"("observed_at");

-- CreateIndex
CREATE INDEX "rate_limit_readings_session_id_idx" ON "rate_limit_readings"("session_id");

-- AddForeignKey
ALTER TABLE "metric_points" ADD CONSTRAINT "metric_points_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "metric_series"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Partitions are so many days long, counted from 2024 on (UTC), to 2100; what lies outside has one before and one
-- after. The new table is filled with nothing and attached, which locks out neither readers nor writers of its parent.
CREATE FUNCTION "add_partition"(parent TEXT, days INTEGER, at_ms DOUBLE PRECISION) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
  first_ms CONSTANT DOUBLE PRECISION := 1704067200000;
  end_ms CONSTANT DOUBLE PRECISION := 4102444800000;
  length_ms CONSTANT DOUBLE PRECISION := days * 86400000.0;
  from_ms DOUBLE PRECISION;
  name TEXT;
  bound TEXT := CASE parent
    WHEN 'metric_points' THEN '%1$s'
    WHEN 'observations' THEN 'DATE ''epoch'' + (%1$s / 86400000)::INTEGER'
    ELSE 'to_timestamp(%1$s / 1000)'
  END;
  lower_bound TEXT;
  upper_bound TEXT;
BEGIN
  IF at_ms < first_ms THEN
    name := parent || '_before';
    lower_bound := 'MINVALUE';
    upper_bound := format(bound, first_ms::BIGINT);
  ELSIF at_ms >= end_ms THEN
    name := parent || '_after';
    lower_bound := format(bound, end_ms::BIGINT);
    upper_bound := 'MAXVALUE';
  ELSE
    from_ms := first_ms + floor((at_ms - first_ms) / length_ms) * length_ms;
    name := parent || '_' || to_char(to_timestamp(from_ms / 1000) AT TIME ZONE 'UTC', 'YYYYMMDD');
    lower_bound := format(bound, from_ms::BIGINT);
    upper_bound := format(bound, least(from_ms + length_ms, end_ms)::BIGINT);
  END IF;
  IF to_regclass(quote_ident(name)) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('partition/' || parent, 0));
  -- Asked of the table itself, since that the name led nowhere a moment ago may be remembered.
  IF EXISTS (
    SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = quote_ident(parent)::REGCLASS AND relname = name
  ) THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', name, parent);
  IF parent LIKE '%figures' THEN
    -- Histograms stay in their row, where reading thousands of them is one pass.
    EXECUTE format('ALTER TABLE %I SET (toast_tuple_target = 8160)', name);
  END IF;
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', parent, name, lower_bound, upper_bound);
END
$$;


SELECT "add_partition"('observations', 7, extract(epoch FROM day) * 1000)
FROM (SELECT DISTINCT date_trunc('day', "received_at", 'UTC') AS day FROM "old_observations") AS days;
INSERT INTO "observations" SELECT *, ("received_at" AT TIME ZONE 'UTC')::DATE FROM "old_observations";
DROP TABLE "old_observations";

SELECT "add_partition"('rate_limit_readings', 7, extract(epoch FROM day) * 1000)
FROM (SELECT DISTINCT date_trunc('day', "observed_at", 'UTC') AS day FROM "old_rate_limit_readings") AS days;
INSERT INTO "rate_limit_readings" ("id", "provider", "account", "family", "family_name", "window_minutes", "window_kind", "unit", "limit", "remaining", "used_fraction", "resets_at_ms", "status", "is_binding", "source", "session_id", "raw", "observed_at")
SELECT "id", "provider", "account", "family", "family_name", "window_minutes", "window_kind", "unit", "limit", "remaining", "used_fraction", "resets_at_ms", "status", "is_binding", "source", "session_id", "raw", "observed_at"
FROM "old_rate_limit_readings";
DROP TABLE "old_rate_limit_readings";

SELECT "add_partition"('metric_points', 28, "time_ms")
FROM (SELECT DISTINCT floor("time_ms" / 86400000) * 86400000 AS "time_ms" FROM "old_metric_points") AS days;
INSERT INTO "metric_points" SELECT * FROM "old_metric_points";
DROP TABLE "old_metric_points";

INSERT INTO "pending_assemblies" ("scope", "trace_id", "from_ms", "to_ms")
SELECT "scope", "trace_id", min("at_ms"), max("at_ms") FROM "observations" GROUP BY "scope", "trace_id";
