-- AlterTable
ALTER TABLE "hourly_figures" ADD COLUMN     "stalled" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "stalls_known" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "hourly_figures" ALTER COLUMN "stalled" DROP DEFAULT,
ALTER COLUMN "stalls_known" DROP DEFAULT;

-- AlterTable
ALTER TABLE "daily_figures" ADD COLUMN     "stalled" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "stalls_known" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "daily_figures" ALTER COLUMN "stalled" DROP DEFAULT,
ALTER COLUMN "stalls_known" DROP DEFAULT;

-- Roll-ups of hours whose facts are still there are made anew; those of others cannot tell.
INSERT INTO "touched_hours" ("hour")
SELECT DISTINCT "started_at" FROM "hourly_figures"
WHERE "started_at" >= (SELECT date_trunc('day', min("started_at"), 'UTC') FROM "round_trips");
