import type { ModelVariant } from "#lib/domain/round-trip.ts";
import type { Presentation } from "#lib/domain/settings/presentation.ts";
import type { Tier } from "#lib/domain/tier.ts";

/** A model variant and the tier that today's rules give it. */
export interface ClassifiedVariant extends ModelVariant {
  readonly id: number;
  readonly tier: Tier;
}

/** What today's settings make of what is stored: of model variants, and of values that are shown. */
export class ClassifiedVariants {
  readonly #byId: ReadonlyMap<number, ClassifiedVariant>;
  readonly presentation: Presentation;

  constructor(variants: readonly ClassifiedVariant[], presentation: Presentation) {
    this.#byId = new Map(variants.map((variant) => [variant.id, variant]));
    this.presentation = presentation;
  }

  /** The one of this id. Throws UnseenVariantError when it was added after these were read. */
  of(id: number): ClassifiedVariant {
    const variant = this.#byId.get(id);
    if (variant === undefined) throw new UnseenVariantError(id);
    return variant;
  }

  /** All of them. */
  all(): readonly ClassifiedVariant[] {
    return [...this.#byId.values()];
  }

  /** The tier of each, by id. */
  tiers(): ReadonlyMap<number, Tier> {
    return new Map(this.all().map(({ id, tier }) => [id, tier]));
  }
}

/** A fact names a model variant that is not among those read; a variant is written before the facts that name it. */
export class UnseenVariantError extends Error {
  constructor(id: number) {
    super(`Model variant ${id} was added after the variants were read`);
    this.name = "UnseenVariantError";
  }
}
