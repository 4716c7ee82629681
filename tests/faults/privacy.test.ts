import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SELECTION } from "#lib/ingest/observe.ts";
import { TOLD_ROUND_TRIPS } from "#lib/store/told-rows.ts";
import { ALL_TELEMETRY, type Telemetry } from "#tests/support/all-telemetry.ts";
import { encodeOtlp, type Payload } from "#tests/support/encode-otlp.ts";
import { addAttributes, type Place, plantMarkers } from "#tests/support/plant-markers.ts";
import type { Answer } from "#tests/support/send-request.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

/** As code looks: one word, which only its place makes content. */
const TOKEN = "secretMarker_8f3a";
/** As prompts look. */
const PROSE = "please keep secretMarker_8f3a to yourself";

/** Attributes that no client's dialect reads. */
const STRANGERS: readonly Payload[] = ["prompt", "gen_ai.input.messages", "output.value", TOKEN].map(
  (key) => ({
    key,
    value: { stringValue: TOKEN },
  }),
);

let collector: TestCollector;
let sql: pg.Client;
/** Everything that the collector answered. */
const answered: string[] = [];

beforeAll(async () => {
  collector = await startTestCollector();
  sql = new pg.Client({ connectionString: collector.databaseUrl });
  await sql.connect();
});

afterAll(async () => {
  await sql?.end();
  await collector?.close();
});

const isName = ({ field, attribute }: Place) =>
  attribute === null && (field === "name" || field === "eventName");
const isListed = ({ attribute, isWhole }: Place) =>
  isWhole && attribute !== null && SELECTION.wantsAttribute(attribute);

async function post(signal: Telemetry["signal"], payload: Payload, encoding: "json" | "protobuf") {
  const answer = await collector.send({
    path: `/v1/${signal}`,
    headers: { "content-type": `application/${encoding === "json" ? "json" : "x-protobuf"}` },
    body: encoding === "json" ? JSON.stringify(payload) : Buffer.from(encodeOtlp(signal, payload)),
  });
  answered.push(textOf(answer));
  return answer;
}

const textOf = ({ status, headers, body }: Answer) =>
  `${status} ${JSON.stringify(headers)} ${body.toString("latin1")}`;

/** All that is stored, as one text. */
async function storedText(): Promise<string> {
  const { rows: tables } = await sql.query<{ table_name: string }>(
    "select table_name from information_schema.tables where table_schema = 'public'",
  );
  const rows: unknown[] = [];
  for (const { table_name: table } of tables)
    rows.push((await sql.query(`select "${table}"::text as row from "${table}"`)).rows);
  return JSON.stringify(rows);
}

test("content planted in every place of every client's telemetry is neither stored nor said", async () => {
  for (const encoding of ["json", "protobuf"] as const) {
    for (const { signal, payload } of ALL_TELEMETRY) {
      const amid = plantMarkers(addAttributes(payload, STRANGERS), (place) =>
        isName(place) || isListed(place) ? null : TOKEN,
      );
      expect((await post(signal, amid, encoding)).status).toBe(200);
      const everywhere = plantMarkers(payload, () => PROSE);
      expect((await post(signal, everywhere, encoding)).status).toBe(200);
    }
  }
  await expect
    .poll(async () => (await sql.query("select from pending_assemblies")).rowCount, { timeout: 60_000 })
    .toBe(0);
  const { rows } = await sql.query<{ client: string }>(
    `select distinct client from ${TOLD_ROUND_TRIPS.sql} r order by client`,
  );
  expect(rows.map(({ client }) => client)).toEqual(
    expect.arrayContaining([
      "cli",
      "codex",
      "copilot-chat",
      "github-copilot",
      "goose",
      "litellm",
      "my-agent",
      "opencode",
    ]),
  );
  expect(await storedText()).not.toContain("secretMarker");
});

test("a malformed body is told about without being quoted", async () => {
  const bodies = [
    `{"resourceSpans": [{"scopeSpans": "${PROSE}"}]}`,
    `{"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "${PROSE}"}, "attributes": 5}]}]}]}`,
    `{"${TOKEN}": [${TOKEN}]}`,
    `${PROSE}`,
    `{"resourceSpans": [{"scopeSpans": [{"spans": [{"name": "${PROSE}", "traceId": "${TOKEN}"}]}]}]}`,
  ];
  for (const body of bodies) {
    for (const signal of ["traces", "logs", "metrics"]) {
      const headers = { "content-type": "application/json", "user-agent": TOKEN };
      answered.push(textOf(await collector.send({ path: `/v1/${signal}`, headers, body })));
    }
  }
  answered.push(textOf(await collector.send({ path: `/v1/${TOKEN}`, method: "GET" })));
  answered.push(
    textOf(await collector.send({ path: "/v1/logs", headers: { "content-type": TOKEN }, body: PROSE })),
  );
  expect(answered.some((answer) => answer.startsWith("400"))).toBe(true);
});

test("nothing of it is in any answer, in the metrics or in what is printed", async () => {
  const metrics = await collector.send({ path: "/metrics", method: "GET" });
  const said = [...answered, metrics.body.toString(), ...collector.said].filter((text) =>
    text.includes("secretMarker"),
  );
  expect(said).toEqual([]);
  expect(await storedText()).not.toContain("secretMarker");
});
