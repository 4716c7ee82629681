import { expect, test } from "vitest";
import { proxyFor } from "./proxy.ts";

const UPSTREAM = { isSecure: true, hostname: "api.openai.com", port: 443 };

test.each([
  ["nothing", {}, null],
  ["an address", { HTTPS_PROXY: "http://proxy.corp:3128" }, ["proxy.corp", 3128, null]],
  ["small letters first", { HTTPS_PROXY: "http://a:1", https_proxy: "http://b:2" }, ["b", 2, null]],
  ["an address without a scheme", { HTTPS_PROXY: "proxy.corp:3128" }, ["proxy.corp", 3128, null]],
  ["an address without a port", { HTTPS_PROXY: "http://proxy.corp" }, ["proxy.corp", 80, null]],
  ["one for everything", { ALL_PROXY: "http://[::1]:9" }, ["::1", 9, null]],
  ["an empty one", { HTTPS_PROXY: "" }, null],
  ["a login", { HTTPS_PROXY: "http://ada:p%40ss@proxy:8080" }, ["proxy", 8080, "Basic YWRhOnBAc3M="]],
  [
    "a percent sign as it is",
    { HTTPS_PROXY: "http://ada:50%off@proxy:1" },
    ["proxy", 1, "Basic YWRhOjUwJW9mZg=="],
  ],
] as const)("%s in the environment", (_, environment, expected) => {
  const proxy = proxyFor(UPSTREAM, environment);
  expect(proxy && [proxy.hostname, proxy.port, proxy.authorization]).toEqual(expected);
});

test.each([
  ["api.openai.com", true],
  ["openai.com", true],
  [".openai.com", true],
  ["*.openai.com", true],
  ["localhost, openai.com:443", true],
  ["openai.com:8443", false],
  ["penai.com", false],
  ["*", true],
  ["", false],
])("NO_PROXY=%s spares the host: %s", (list, isSpared) => {
  const proxy = proxyFor(UPSTREAM, { HTTPS_PROXY: "http://proxy:1", NO_PROXY: list });
  expect(proxy === null).toBe(isSpared);
});

test.each([
  ["::1", true],
  ["[::1]", true],
  ["[::1]:443", true],
  ["[::1]:8443", false],
  ["::2, 1", false],
])("NO_PROXY=%s spares an IPv6 address: %s", (list, isSpared) => {
  const upstream = { ...UPSTREAM, hostname: "::1" };
  const proxy = proxyFor(upstream, { HTTPS_PROXY: "http://proxy:1", NO_PROXY: list });
  expect(proxy === null).toBe(isSpared);
});

test("what is not secure needs no tunnel, and what is no HTTP proxy is named", () => {
  expect(proxyFor({ ...UPSTREAM, isSecure: false }, { HTTPS_PROXY: "http://proxy:1" })).toBeNull();
  for (const text of ["socks5://proxy:1", "https://proxy:1", "http://"])
    expect(() => proxyFor(UPSTREAM, { HTTPS_PROXY: text })).toThrow(/^HTTPS_PROXY is no address/);
});
