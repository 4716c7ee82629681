import { expect, test } from "vitest";
import {
  AS_STORED,
  foldsPeople,
  nameOfValue,
  type PersonInGroups,
  presentationOf,
  storedFilters,
  tellPerson,
  tellPersonIn,
} from "./presentation.ts";
import { NO_NAMES, renameValues, valueNameProblem } from "./value-names.ts";

const NAMES = {
  ...NO_NAMES,
  team: { "t-1": "Platform", "t-2": "Platform", "t-3": "Search" },
  person: { ana: "Ana B." },
};
const inTeam = (team: string, people: readonly string[]): readonly PersonInGroups[] =>
  people.map((person) => ({ person, team, client: "codex-cli", repository: null }));
const GROUPS = [...inTeam("big", ["ana", "bo", "cy", "di", "ed"]), ...inTeam("small", ["ana", "flo"])];
const PSEUDONYMS = new Map(GROUPS.map(({ person }, index) => [person, `Person ${index}`]));
const pseudonymous = presentationOf("pseudonym", NAMES, PSEUDONYMS, GROUPS);
const hidden = presentationOf("hidden", NAMES);
const named = presentationOf("name", NAMES);

test("a name stands for its value, and what has none stays as it is", () => {
  expect(nameOfValue(named, "team", "t-1")).toBe("Platform");
  expect(nameOfValue(named, "team", "t-9")).toBe("t-9");
  expect(nameOfValue(named, "team", "constructor")).toBe("constructor");
  expect(nameOfValue(named, "model", "t-1")).toBe("t-1");
  expect(nameOfValue(named, "team", null)).toBeNull();
});

test("a filter means the stored value and everything that is shown by that name", () => {
  expect(storedFilters(named, { team: ["Platform"], model: ["Platform"] })).toEqual({
    team: ["Platform", "t-1", "t-2"],
    model: ["Platform"],
  });
  expect(storedFilters(named, { team: ["t-3", null], person: ["Ana B."] })).toEqual({
    team: ["t-3", null],
    person: ["Ana B.", "ana"],
  });
  expect(storedFilters(AS_STORED, { person: ["ana"] })).toEqual({ person: ["ana"] });
});

test("pseudonymous people have neither their stored nor their given name, and are found by the pseudonym alone", () => {
  const pseudonym = PSEUDONYMS.get("ana") ?? "";
  expect(tellPerson(pseudonymous, "ana")).toBe(pseudonym);
  expect(tellPerson(pseudonymous, "not heard of yet")).toBeNull();
  expect(nameOfValue(pseudonymous, "person", "ana")).toBe("ana");
  for (const asked of ["ana", "Ana B."]) {
    const [person] = storedFilters(pseudonymous, { person: [asked] }).person ?? [];
    expect(person).toBe("\u0007nobody");
  }
  expect(storedFilters(pseudonymous, { person: [pseudonym] })).toEqual({ person: ["ana"], team: ["big"] });
  expect(storedFilters(pseudonymous, { person: [null] })).toEqual({ person: [null] });
});

test("a small group is not broken down by person: not in rows, not by filters, not in sums", () => {
  const row = { person: "ana", client: "codex-cli", repository: null };
  expect(tellPersonIn(pseudonymous, { ...row, team: "big" })).toBe(PSEUDONYMS.get("ana"));
  expect(tellPersonIn(pseudonymous, { ...row, team: "small" })).toBeNull();
  expect(tellPersonIn(pseudonymous, { ...row, team: "not heard of yet" })).toBeNull();
  const asked = { person: [PSEUDONYMS.get("ana") ?? ""] };
  expect(storedFilters(pseudonymous, { ...asked, team: ["small"] }).person).toEqual(["\u0007nobody"]);
  expect(storedFilters(pseudonymous, { ...asked, client: ["other"] }).person).toEqual(["\u0007nobody"]);
  expect(foldsPeople(pseudonymous, 4, {})).toBe(true);
  expect(foldsPeople(pseudonymous, 5, {})).toBe(false);
  expect(foldsPeople(pseudonymous, 1, asked)).toBe(false);
  expect(foldsPeople(named, 1, {})).toBe(false);
});

test("hidden people are nowhere, and no filter finds them", () => {
  expect(tellPerson(hidden, "ana")).toBeNull();
  expect(tellPersonIn(hidden, { person: "ana", team: "big" })).toBeNull();
  expect(foldsPeople(hidden, 500, {})).toBe(true);
  expect(storedFilters(hidden, { person: ["ana"] })).toEqual({ person: ["\u0007nobody"] });
});

test("a renaming changes the values it names and no others; an empty name takes it away", () => {
  const renamed = renameValues(
    NAMES,
    "team",
    new Map([
      ["t-1", " Core "],
      ["t-2", ""],
      ["t-3", "t-3"],
      ["t-4", "New"],
    ]),
  );
  expect(renamed).toEqual({ ...NAMES, team: { "t-1": "Core", "t-4": "New" } });
  expect(valueNameProblem("Core")).toBeNull();
  expect(valueNameProblem("x".repeat(101))).not.toBeNull();
  expect(valueNameProblem("a\u202eb")).not.toBeNull();
});
