import { openDatabase, openImpatientDatabase } from "#lib/store/database.ts";
import { dropPartitions } from "#lib/store/drop-partitions.ts";

// As the retention job does, once, in a process of its own: DATABASE_URL, and NOW_MS to count back from.
const url = process.env["DATABASE_URL"] ?? "";
const options = { nowMs: Number(process.env["NOW_MS"]), patienceMs: 60_000 };
await dropPartitions(openDatabase(url), openImpatientDatabase(url), options);
process.exit();
