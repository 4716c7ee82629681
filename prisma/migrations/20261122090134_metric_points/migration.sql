-- CreateTable
CREATE TABLE "metric_series" (
    "id" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "figure" TEXT NOT NULL,
    "unit_ms" DOUBLE PRECISION NOT NULL,
    "rank" INTEGER NOT NULL,
    "client" TEXT NOT NULL,
    "client_version" TEXT,
    "provider" TEXT,
    "model" TEXT,
    "service_tier" TEXT,
    "person" TEXT,
    "team" TEXT,
    "repository" TEXT,

    CONSTRAINT "metric_series_pkey" PRIMARY KEY ("id")
);

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
);

-- CreateIndex
CREATE INDEX "metric_points_time_ms_idx" ON "metric_points"("time_ms");

-- AddForeignKey
ALTER TABLE "metric_points" ADD CONSTRAINT "metric_points_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "metric_series"("id") ON DELETE CASCADE ON UPDATE CASCADE;
