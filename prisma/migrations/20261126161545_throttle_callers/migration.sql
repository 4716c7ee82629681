-- AlterTable
ALTER TABLE "throttles" ADD COLUMN     "caller_id" INTEGER;

UPDATE "throttles" h SET "caller_id" = r."caller_id" FROM "round_trips" r
WHERE r."id" = h."round_trip_id" AND r."started_at" = h."round_trip_started_at";

-- Of round trips that retention has dropped; nothing shows them any more.
DELETE FROM "throttles" WHERE "caller_id" IS NULL;

ALTER TABLE "throttles" ALTER COLUMN "caller_id" SET NOT NULL;
