import { expect, test } from "vitest";
import { contentSecurityPolicy, refusal } from "./security-headers.ts";

test("no inline script runs without the nonce", () => {
  const scripts = contentSecurityPolicy("abc")
    .split("; ")
    .filter((rule) => rule.startsWith("script-src"));
  expect(scripts).toEqual(["script-src 'self' 'nonce-abc'"]);
});

test.each(["localhost:3000", "127.0.0.1:3000", "127.0.0.1", "[::1]:3000"])(
  "a reader at %s is welcome",
  (host) => {
    expect(refusal({ method: "GET", host, origin: undefined }, "127.0.0.1")).toBeNull();
  },
);

test.each(["evil.example:3000", "127.0.0.1.evil.example", "localhost.evil.example", "", undefined, "a b"])(
  "a name that is not ours (%s) is turned away, as after DNS rebinding",
  (host) => {
    const reason = "This server answers only to the address it was started on.";
    expect(refusal({ method: "GET", host, origin: undefined }, "127.0.0.1")).toBe(reason);
  },
);

test.each([
  ["https://evil.example", false],
  ["http://127.0.0.1:4000", false],
  ["null", false],
  ["http://127.0.0.1:3000", true],
  [undefined, true],
])("a change that comes from %s is accepted: %s", (origin, accepted) => {
  const answer = refusal({ method: "POST", host: "127.0.0.1:3000", origin }, "127.0.0.1");
  expect(answer === null).toBe(accepted);
});
