-- Connections and teams are cut by client and version as well: what was rolled up does not tell these.
DELETE FROM "hourly_figures" USING "figure_keys" k WHERE k."id" = "key_id" AND k."cut" IN ('connection', 'team');
DELETE FROM "daily_figures" USING "figure_keys" k WHERE k."id" = "key_id" AND k."cut" IN ('connection', 'team');
DELETE FROM "figure_keys" WHERE "cut" IN ('connection', 'team');

-- Hours whose facts are still there are rolled up anew; those of others tell no more of either.
INSERT INTO "touched_hours" ("hour")
SELECT DISTINCT "started_at" FROM "hourly_figures"
WHERE "started_at" >= (SELECT date_trunc('day', min("started_at"), 'UTC') FROM "round_trips");
