import { expect, test } from "vitest";
import { accountOf } from "./account.ts";

const NONE: ReadonlyMap<string, string> = new Map();
const of = (request: Readonly<Record<string, string>>, response: Readonly<Record<string, string>> = {}) =>
  accountOf(new Map(Object.entries(request)), new Map(Object.entries(response)));

test("an account is 16 digits that hold nothing of its name", () => {
  const account = of({ authorization: "Bearer abcdef" });
  expect(account).toMatch(/^[0-9a-f]{16}$/);
  expect(of({ authorization: "Bearer abcdef" })).toBe(account);
  expect(of({ authorization: "Bearer abcdeg" })).not.toBe(account);
});

test("nothing that names an account makes none", () => {
  expect(accountOf(NONE, NONE)).toBeNull();
  expect(of({ authorization: "" })).toBeNull();
});

test.each(["authorization", "x-api-key", "api-key", "x-goog-api-key"])("%s is a credential", (header) => {
  expect(of({ [header]: `only ${header}` })).not.toBeNull();
});

test.each([
  [{}, { "anthropic-organization-id": "org" }],
  [{}, { "openai-organization": "org" }],
  [{ "openai-organization": "org" }, {}],
  [{ "chatgpt-account-id": "org" }, {}],
  [{ "x-goog-user-project": "org" }, {}],
])("all keys of the organisation in %j and %j are one account", (request, response) => {
  const first = of(
    { ...request, authorization: "first" } as Record<string, string>,
    response as Record<string, string>,
  );
  expect(
    of({ ...request, authorization: "second" } as Record<string, string>, response as Record<string, string>),
  ).toBe(first);
});

test("projects of one organisation are accounts of their own", () => {
  const project = (id: string) => of({}, { "openai-organization": "org", "openai-project": id });
  expect(project("a")).not.toBe(project("b"));
});

test("a key keeps the account that an answer named", () => {
  const key = { authorization: "told once" };
  const account = of(key, { "openai-organization": "told" });
  expect(of(key)).toBe(account);
});

test("only so many keys are remembered", () => {
  const key = { authorization: "told long ago" };
  const account = of(key, { "openai-organization": "long ago" });
  for (let at = 0; at < 64; at += 1)
    of({ authorization: `other ${at}` }, { "openai-organization": `o${at}` });
  expect(of(key)).not.toBe(account);
});
