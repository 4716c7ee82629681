import { expect, test } from "vitest";
import { AS_STORED, presentationOf } from "#lib/domain/settings/presentation.ts";
import { NO_NAMES } from "#lib/domain/settings/value-names.ts";
import { ClassifiedVariants } from "./classified-variants.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

const variant = (id: number, tier: string, model: string, serviceTier: string | null) => ({
  ...{ id, tier, model, serviceTier },
  ...{ provider: "openai", reasoningEffort: null },
});

const STORED = [
  variant(1, "Instant", "spark", null),
  variant(2, "Fast", "codex", "priority"),
  variant(3, "Standard", "codex", null),
];
const VARIANTS = new ClassifiedVariants(STORED, AS_STORED);

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

test("what is asked in names that are shown becomes stored values", () => {
  const names = { ...NO_NAMES, team: { "t-1": "Platform" } };
  const variants = new ClassifiedVariants(STORED, presentationOf("name", names));
  expect(selectRoundTrips({ window: null, filters: { team: ["Platform"] } }, variants).filters).toEqual({
    team: ["Platform", "t-1"],
  });
});
