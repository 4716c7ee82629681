import { expect, test } from "vitest";
import { selectRoundTrips } from "./select-round-trips.ts";

const variant = (id: number, tier: string, model: string, serviceTier: string | null) =>
  [id, { id, tier, model, serviceTier, provider: "openai", reasoningEffort: null }] as const;

const VARIANTS = new Map([
  variant(1, "Instant", "spark", null),
  variant(2, "Fast", "codex", "priority"),
  variant(3, "Standard", "codex", null),
]);

test("what is asked of the model variant becomes the ids of those that fit all of it", () => {
  const filters = { tier: ["Instant", "Standard"], serviceTier: [null], model: ["codex"], person: ["ada"] };
  expect(selectRoundTrips({ window: null, filters }, VARIANTS)).toEqual({
    window: null,
    variantIds: [3],
    filters,
  });
});

test("a tier that no variant has selects nothing, rather than everything", () => {
  const filters = { tier: ["Instnat"] };
  expect(selectRoundTrips({ window: null, filters }, VARIANTS)).toEqual({
    window: null,
    variantIds: [],
    filters,
  });
});

test("without a question to the variant every variant is meant, also one not yet seen", () => {
  const filters = { person: [null] };
  expect(selectRoundTrips({ window: null, filters }, VARIANTS)).toEqual({
    window: null,
    variantIds: null,
    filters,
  });
});
