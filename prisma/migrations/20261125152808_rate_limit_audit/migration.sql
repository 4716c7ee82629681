-- AlterTable
ALTER TABLE "rate_limit_readings" ADD COLUMN     "session_id" TEXT;

-- AlterTable
ALTER TABLE "round_trips" ADD COLUMN     "account" TEXT,
ADD COLUMN     "limit_family" TEXT;

-- CreateTable
CREATE TABLE "throttles" (
    "round_trip_id" TEXT NOT NULL,
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

    CONSTRAINT "throttles_pkey" PRIMARY KEY ("round_trip_id","position")
);

-- CreateIndex
CREATE INDEX "throttles_started_at_idx" ON "throttles"("started_at");

-- CreateIndex
CREATE INDEX "rate_limit_readings_session_id_idx" ON "rate_limit_readings"("session_id");

-- AddForeignKey
ALTER TABLE "throttles" ADD CONSTRAINT "throttles_round_trip_id_fkey" FOREIGN KEY ("round_trip_id") REFERENCES "round_trips"("id") ON DELETE CASCADE ON UPDATE CASCADE;
