-- AlterTable
ALTER TABLE "round_trips" ADD COLUMN     "connect_ms" DOUBLE PRECISION,
ADD COLUMN     "fallback_from_web_socket" BOOLEAN,
ADD COLUMN     "gap_max_ms" DOUBLE PRECISION,
ADD COLUMN     "requested_tier" TEXT,
ADD COLUMN     "server_ms" DOUBLE PRECISION,
ADD COLUMN     "stalled_ms" DOUBLE PRECISION,
ADD COLUMN     "stalls" INTEGER,
ADD COLUMN     "wire" JSONB;

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
    "raw" TEXT NOT NULL,
    "observed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "rate_limit_readings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "rate_limit_readings_provider_account_family_window_minutes__idx" ON "rate_limit_readings"("provider", "account", "family", "window_minutes", "unit", "observed_at");

-- CreateIndex
CREATE INDEX "rate_limit_readings_observed_at_idx" ON "rate_limit_readings"("observed_at");
