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

    CONSTRAINT "observations_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "pending_assemblies" (
    "id" BIGSERIAL NOT NULL,
    "scope" TEXT,
    "trace_id" TEXT,
    "from_ms" DOUBLE PRECISION NOT NULL,
    "to_ms" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "pending_assemblies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_variants" (
    "id" SERIAL NOT NULL,
    "provider" TEXT,
    "model" TEXT,
    "service_tier" TEXT,
    "reasoning_effort" TEXT,

    CONSTRAINT "model_variants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "turns" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "segment_ms" DOUBLE PRECISION NOT NULL,
    "session_id" TEXT NOT NULL,
    "client" TEXT NOT NULL,
    "client_version" TEXT,
    "person" TEXT,
    "team" TEXT,
    "repository" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
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

    CONSTRAINT "turns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "round_trips" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "segment_ms" DOUBLE PRECISION NOT NULL,
    "turn_id" TEXT,
    "session_id" TEXT NOT NULL,
    "variant_id" INTEGER NOT NULL,
    "client" TEXT NOT NULL,
    "client_version" TEXT,
    "person" TEXT,
    "team" TEXT,
    "repository" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "transport" TEXT,
    "connection_reused" BOOLEAN,
    "stream_open_ms" DOUBLE PRECISION,
    "ttft_ms" DOUBLE PRECISION,
    "ttfo_ms" DOUBLE PRECISION,
    "last_token_ms" DOUBLE PRECISION,
    "e2e_ms" DOUBLE PRECISION NOT NULL,
    "basis" TEXT NOT NULL,
    "input_tokens" INTEGER,
    "cached_input_tokens" INTEGER,
    "output_tokens" INTEGER,
    "reasoning_tokens" INTEGER,
    "decode_tokens_per_second" DOUBLE PRECISION,
    "e2e_tokens_per_second" DOUBLE PRECISION,
    "outcome" TEXT NOT NULL,
    "error_type" TEXT,
    "status_code" INTEGER,

    CONSTRAINT "round_trips_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempts" (
    "round_trip_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "duration_ms" DOUBLE PRECISION,
    "status_code" INTEGER,
    "error_type" TEXT,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("round_trip_id","position")
);

-- CreateTable
CREATE TABLE "tool_calls" (
    "id" TEXT NOT NULL,
    "turn_id" TEXT NOT NULL,
    "tool" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "duration_ms" DOUBLE PRECISION,
    "outcome" TEXT,

    CONSTRAINT "tool_calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approvals" (
    "id" TEXT NOT NULL,
    "turn_id" TEXT NOT NULL,
    "tool" TEXT,
    "decided_at" TIMESTAMPTZ(6) NOT NULL,
    "wait_ms" DOUBLE PRECISION,
    "decision" TEXT,
    "decided_by" TEXT,

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "warm_ups" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "segment_ms" DOUBLE PRECISION NOT NULL,
    "session_id" TEXT NOT NULL,
    "model" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "e2e_ms" DOUBLE PRECISION,

    CONSTRAINT "warm_ups_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "observations_scope_at_ms_idx" ON "observations"("scope", "at_ms");

-- CreateIndex
CREATE INDEX "observations_trace_id_idx" ON "observations"("trace_id");

-- CreateIndex
CREATE INDEX "observations_received_at_idx" ON "observations" USING BRIN ("received_at");

-- CreateIndex
CREATE INDEX "turns_scope_segment_ms_idx" ON "turns"("scope", "segment_ms");

-- CreateIndex
CREATE INDEX "turns_started_at_idx" ON "turns"("started_at");

-- CreateIndex
CREATE INDEX "round_trips_scope_segment_ms_idx" ON "round_trips"("scope", "segment_ms");

-- CreateIndex
CREATE INDEX "round_trips_started_at_id_idx" ON "round_trips"("started_at", "id");

-- CreateIndex
CREATE INDEX "round_trips_turn_id_idx" ON "round_trips"("turn_id");

-- CreateIndex
CREATE INDEX "tool_calls_turn_id_idx" ON "tool_calls"("turn_id");

-- CreateIndex
CREATE INDEX "approvals_turn_id_idx" ON "approvals"("turn_id");

-- CreateIndex
CREATE INDEX "warm_ups_scope_segment_ms_idx" ON "warm_ups"("scope", "segment_ms");

-- CreateIndex
CREATE INDEX "warm_ups_session_id_idx" ON "warm_ups"("session_id");

-- AddForeignKey
ALTER TABLE "round_trips" ADD CONSTRAINT "round_trips_turn_id_fkey" FOREIGN KEY ("turn_id") REFERENCES "turns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "round_trips" ADD CONSTRAINT "round_trips_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "model_variants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_round_trip_id_fkey" FOREIGN KEY ("round_trip_id") REFERENCES "round_trips"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_calls" ADD CONSTRAINT "tool_calls_turn_id_fkey" FOREIGN KEY ("turn_id") REFERENCES "turns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_turn_id_fkey" FOREIGN KEY ("turn_id") REFERENCES "turns"("id") ON DELETE CASCADE ON UPDATE CASCADE;
