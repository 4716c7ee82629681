import { expect, test } from "vitest";
import { readRequest } from "./read-request.ts";
import type { Refusal } from "./refusal.ts";
import { chooseUpstreams } from "./upstream.ts";

const upstreams = chooseUpstreams(["mine=http://127.0.0.1:9/base/", "openai=https://proxy.example/v9"]);

const read = (...lines: string[]) => readRequest(lines.join("\r\n"), upstreams);

function statusOf(...lines: string[]): number | null {
  try {
    read(...lines);
    return null;
  } catch (error) {
    return (error as Refusal).status;
  }
}

test("only the path and the host of a head change: order, case, spaces and repetitions stay", () => {
  const { rewritten, upstream, method, path } = read(
    "POST /anthropic/v1/messages?beta=true HTTP/1.1",
    "X-First:  two  spaces ",
    "hOST: 127.0.0.1:4319",
    "x-same: 1",
    "X-Same: 2",
    "X-Host: 127.0.0.1:4319",
    "x-latin: \xe9",
    "Content-Length: 2",
  );
  expect({ upstream: upstream.name, method, path }).toEqual({
    upstream: "anthropic",
    method: "POST",
    path: "/v1/messages?beta=true",
  });
  expect(rewritten.toString("latin1")).toBe(
    [
      "POST /v1/messages?beta=true HTTP/1.1",
      "X-First:  two  spaces ",
      "hOST: api.anthropic.com",
      "x-same: 1",
      "X-Same: 2",
      "X-Host: 127.0.0.1:4319",
      "x-latin: \xe9",
      "Content-Length: 2",
      "",
      "",
    ].join("\r\n"),
  );
});

test.each([
  ["/mine/v1/responses", "/base/v1/responses", "127.0.0.1:9"],
  ["/mine", "/base/", "127.0.0.1:9"],
  ["/mine?x=/openai", "/base/?x=/openai", "127.0.0.1:9"],
  ["/openai/v1/$&", "/v9/v1/$&", "proxy.example"],
  ["/chatgpt/backend-api/codex/responses", "/backend-api/codex/responses", "chatgpt.com"],
  ["/codex/responses", "/backend-api/codex/responses", "chatgpt.com"],
])("%s leads to %s of %s", (target, path, host) => {
  const request = read(`GET ${target} HTTP/1.1`, "Host: localhost:4319");
  expect(request.path).toBe(path);
  expect(request.rewritten.toString()).toBe(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
});

test("what does not come from this machine is refused", () => {
  const get = "GET /openai/v1/models HTTP/1.1";
  for (const host of ["localhost", "LOCALHOST:4319", "127.0.0.1:4319", "127.8.9.1", "[::1]:4319"])
    expect(statusOf(get, `Host: ${host}`)).toBeNull();
  for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", ""])
    expect(statusOf(get, `Host: ${host}`)).toBe(403);
  expect(statusOf(get)).toBe(403);
  expect(statusOf(get, "Host: localhost", "Host: evil.example")).toBe(403);
  expect(statusOf(get, "Host: localhost", "Origin: http://localhost:3000")).toBeNull();
  for (const origin of ["https://evil.example", "null", "https://localhost.evil.example", "file://"])
    expect(statusOf(get, "Host: localhost", `Origin: ${origin}`)).toBe(403);
});

test("what leads nowhere or could be read in two ways is refused", () => {
  expect(statusOf("GET /nowhere HTTP/1.1", "Host: localhost")).toBe(404);
  expect(statusOf("GET / HTTP/1.1", "Host: localhost")).toBe(404);
  expect(statusOf("GET /openaix/v1 HTTP/1.1", "Host: localhost")).toBe(404);
  for (const line of [
    "GET /openai/ HTTP/2",
    "GET  /openai/ HTTP/1.1",
    "CONNECT api.openai.com:443 HTTP/1.1 x",
    "hello",
  ])
    expect(statusOf(line, "Host: localhost")).toBe(400);
  for (const header of ["X A: 1", "X-A : 1", " folded", "X-A: 1\nX-B: 2", "X-A: \0", "no colon"])
    expect(statusOf("GET /openai/ HTTP/1.1", "Host: localhost", header)).toBe(400);
});

test("an upstream that cannot be one is told", () => {
  for (const given of [
    "x",
    "x=",
    "=http://a",
    "x=ftp://a",
    "x=http://u:p@a",
    "x=http://a?b=c",
    "a/b=http://a",
  ])
    expect(() => chooseUpstreams([given])).toThrow(TypeError);
});
