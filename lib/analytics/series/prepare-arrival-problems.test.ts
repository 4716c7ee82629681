import { expect, test } from "vitest";
import { describeCollector } from "#lib/analytics/describe-collector.ts";
import { prepareArrivalProblems } from "./prepare-arrival-problems.ts";

const NOW_S = 1_800_000_000;
const problems = (text: string) => prepareArrivalProblems(describeCollector(text), NOW_S * 1000);

test("while everything is taken there is nothing to say", () => {
  expect(
    problems(`roundtrip_requests_total{signal="logs",status="200"} 5
roundtrip_service_received{service="codex_exec",way="told"} 7
roundtrip_service_read{service="codex_exec",way="told"} 3
roundtrip_service_last_received_seconds{service="codex_exec",way="told"} ${NOW_S}
`),
  ).toEqual([]);
});

test("what was refused is told by signal and status, with what to do", () => {
  const [badBody, wrongType] = problems(`roundtrip_requests_total{signal="traces",status="400"} 2
roundtrip_requests_total{signal="logs",status="415"} 1
`);
  expect(badBody?.what).toBe("2 × traces answered 400: the body was not OTLP.");
  expect(badBody?.remedy).toMatch(/Point the exporter at the collector/);
  expect(wrongType?.what).toMatch(/^1 × logs answered 415: /);
  expect(wrongType?.remedy).toMatch(/OTEL_EXPORTER_OTLP_PROTOCOL/);
});

test("records that broke a rule are told, and that the rest was kept", () => {
  expect(problems('roundtrip_rejected_total{signal="traces",reason="invalidId"} 3\n')).toEqual([
    {
      what: "3 records of traces had no usable trace or span id.",
      remedy: expect.stringMatching(/The rest of their requests was kept/),
    },
  ]);
});

test.each([
  ["codex-tui", /set exporter and trace_exporter/],
  ["claude-code", /Metrics alone/],
  ["cursor", /through the tap/],
  ["my-agent", /GenAI spans/],
])("of %s nothing was read, which is said with what helps", (service, remedy) => {
  const [problem] = problems(`roundtrip_service_received{service="${service}",way="told"} 1200
roundtrip_service_read{service="${service}",way="told"} 0
roundtrip_service_last_received_seconds{service="${service}",way="told"} ${NOW_S - 4}
`);
  expect(problem?.what).toBe(
    `“${service}” sent 1,200 records, the last 4 s ago, and nothing could be read of them.`,
  );
  expect(problem?.remedy).toMatch(remedy);
});
