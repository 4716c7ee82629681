import { expect, test } from "vitest";
import { presentationOf } from "./presentation.ts";
import { addView, tellViews, viewProblem } from "./saved-views.ts";
import { NO_NAMES } from "./value-names.ts";

const view = { name: "Slow ones", href: "/round-trips?window=7d&min=5000" };

test.each([
  [view, null],
  [{ ...view, name: "" }, "A view needs a name"],
  [{ ...view, name: "x".repeat(61) }, "The name of a view has at most 60 characters"],
  [{ ...view, name: "a\nb" }, "The name of a view cannot have control characters"],
  [{ ...view, href: "https://example.com/" }, "A view is a page of Roundtrip"],
  [{ ...view, href: "//example.com/" }, "A view is a page of Roundtrip"],
  [{ ...view, href: "/\\example.com" }, "A view is a page of Roundtrip"],
  [{ ...view, href: `/${"x".repeat(4000)}` }, "The address of this view is too long"],
])("a view %o is sound, or it is said why not", (given, problem) => {
  expect(viewProblem(given)).toBe(problem);
});

test("a view takes the place of one of the same name", () => {
  const other = { name: "Mine", href: "/team" };
  const moved = { ...view, href: "/tiers" };
  expect(addView([view, other], moved)).toEqual([other, moved]);
});

test("a view that filters by a name that is not shown is not told", () => {
  const ofPerson = { name: "Ada's", href: "/round-trips?person=ada%40example.com" };
  const ofPseudonym = { name: "Somebody's", href: "/round-trips?person=Person+7f3a0001" };
  const views = [view, ofPerson, ofPseudonym];
  const pseudonyms = new Map([["ada@example.com", "Person 7f3a0001"]]);
  expect(tellViews(presentationOf("name", NO_NAMES), views)).toEqual(views);
  expect(tellViews(presentationOf("pseudonym", NO_NAMES, pseudonyms), views)).toEqual([view, ofPseudonym]);
  expect(tellViews(presentationOf("hidden", NO_NAMES), views)).toEqual([view]);
});
