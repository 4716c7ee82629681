import { expect, test } from "vitest";
import { accountOf } from "#instrumentation/rate-limits/account.ts";
import { accountOfHeaders } from "./account-of-headers.ts";

test.each([
  { "chatgpt-account-id": "one" },
  { "chatgpt-account-id": "one", authorization: "Bearer other" },
  { authorization: "Bearer made-up" },
  { "x-api-key": "made-up" },
  {},
])("an account has the name that clients give it: %o", (headers) => {
  expect(accountOfHeaders(headers)).toBe(accountOf(new Map(Object.entries(headers)), new Map()));
});

test("nothing of a credential is left in the name of its account", () => {
  expect(accountOfHeaders({ authorization: "Bearer made-up" })).toMatch(/^[0-9a-f]{16}$/);
});
