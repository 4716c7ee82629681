import { expect, test } from "vitest";
import { AS_STORED, presentationOf } from "#lib/domain/settings/presentation.ts";
import { NO_NAMES } from "#lib/domain/settings/value-names.ts";
import { prepareAuditLines } from "./prepare-audit-lines.ts";

const change = (subject: string, before: unknown, after: unknown) =>
  ({ action: "change", subject, before, after }) as const;
const named = (person: Record<string, string>, team: Record<string, string> = {}) => ({
  ...NO_NAMES,
  person,
  team,
});

test("rules are told by their places, as far as they changed", () => {
  const rest = { tier: "Standard" };
  expect(
    prepareAuditLines(
      change(
        "tierRules",
        [{ tier: "A", model: "a" }, rest],
        [{ tier: "A", model: "b", provider: "p" }, rest, rest],
      ),
      AS_STORED,
    ),
  ).toEqual({
    title: "Tier rules",
    lines: [
      { what: "Rule 1", from: "A: model a", to: "A: model b, provider p" },
      { what: "Rule 3", from: null, to: "Standard: everything else" },
    ],
  });
});

test("days and choices are told from and to", () => {
  expect(
    prepareAuditLines(
      change("retentionDays", { facts: 90, figures: 731 }, { facts: 30, figures: 731 }),
      AS_STORED,
    ).lines,
  ).toEqual([{ what: "Round trips and turns", from: "90", to: "30" }]);
  expect(prepareAuditLines(change("people", "name", "hidden"), AS_STORED).lines).toEqual([
    { what: "", from: "name", to: "hidden" },
  ]);
});

test("names of people, and exports of one person, are not told where people are not shown by name", () => {
  const entry = change("names", named({ ana: "Ana" }), named({ ana: "Ana B.", bo: "Bo" }, { t1: "Core" }));
  expect(prepareAuditLines(entry, AS_STORED).lines).toEqual([
    { what: "person ana", from: "Ana", to: "Ana B." },
    { what: "person bo", from: null, to: "Bo" },
    { what: "team t1", from: null, to: "Core" },
  ]);
  const pseudonymous = presentationOf("pseudonym", NO_NAMES, new Map([["ana", "Person 1"]]));
  expect(prepareAuditLines(entry, pseudonymous).lines).toEqual([
    { what: "person Person 1", from: "not shown", to: "not shown" },
    { what: "person not shown", from: null, to: "not shown" },
    { what: "team t1", from: null, to: "Core" },
  ]);
  const file = {
    action: "export",
    subject: "/api/v1/turns",
    before: null,
    after: { window: ["24h"], person: ["ana"], team: ["t1", "t2"] },
  } as const;
  expect(prepareAuditLines(file, pseudonymous).lines.map(({ what, to }) => [what, to])).toEqual([
    ["window", "24h"],
    ["person", "not shown"],
    ["team", "t1, t2"],
  ]);
  expect(prepareAuditLines(file, AS_STORED).lines[1]?.to).toBe("ana");
});

test("of views only names are told, since an address may tell of people", () => {
  const view = (name: string, href: string) => ({ name, href });
  const entry = {
    action: "change",
    subject: "views",
    before: [view("Kept", "/"), view("Moved", "/team?person=ada"), view("Removed", "/tiers")],
    after: [view("Kept", "/"), view("Moved", "/team?person=bob"), view("New", "/limits")],
  } as const;
  expect(prepareAuditLines(entry, AS_STORED)).toEqual({
    title: "Saved views",
    lines: [
      { what: "Moved", from: "a view", to: "another view" },
      { what: "Removed", from: "a view", to: null },
      { what: "New", from: null, to: "a view" },
    ],
  });
});
