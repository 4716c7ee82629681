import { expect, test } from "vitest";
import { connectTexts } from "./connect-texts.ts";

const USUAL = { host: "127.0.0.1", otlpHttpPort: 4318, otlpGrpcPort: 4317 };

test("each text names the collector where it is", () => {
  const texts = connectTexts({ host: "::1", otlpHttpPort: 5318, otlpGrpcPort: 5317 }, "/opt/roundtrip");
  expect(texts.collector).toBe("http://[::1]:5318");
  expect(texts.collectorGrpc).toBe("http://[::1]:5317");
  for (const text of [
    texts.codex,
    texts.claudeCode,
    texts.geminiCli,
    texts.variable,
    texts.register,
    texts.tap,
  ])
    expect(text).toContain("http://[::1]:5318");
  expect(texts.watch).toBe(
    "cd /opt/roundtrip && OTEL_EXPORTER_OTLP_ENDPOINT=http://[::1]:5318 npm run watch",
  );
});

test("at its usual place our own programs find the collector by themselves", () => {
  const texts = connectTexts(USUAL, "/opt/roundtrip");
  expect(texts.register).toBe("node --import /opt/roundtrip/instrumentation/register.ts app.ts");
  expect(texts.tap).toBe("cd /opt/roundtrip && npm run tap");
  expect(texts.variable).toBe("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318");
});

test("a folder with spaces and quotes in its name stays one word", () => {
  const texts = connectTexts(USUAL, "/Users/ada/it's here");
  expect(texts.tap).toBe(`cd '/Users/ada/it'\\''s here' && npm run tap`);
  const { statusLine } = JSON.parse(`{${texts.statusLine}}`);
  expect(statusLine.command).toBe(`node '/Users/ada/it'\\''s here/cli/roundtrip.mjs' statusline`);
});

test("what listens everywhere is named by loopback", () => {
  expect(connectTexts({ ...USUAL, host: "0.0.0.0" }, "/r").collector).toBe("http://127.0.0.1:4318");
});
