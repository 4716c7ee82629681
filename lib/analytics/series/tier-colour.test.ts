import { expect, test } from "vitest";
import { tierColour } from "./tier-colour.ts";

test("each shipped tier has its own colour, and one's own tier always the same spare one", () => {
  expect(["Instant", "Fast", "Standard", "Deep", "Ours"].map(tierColour)).toEqual([
    "var(--tier-instant)",
    "var(--tier-fast)",
    "var(--tier-standard)",
    "var(--tier-deep)",
    "var(--tier-spare-1)",
  ]);
});
