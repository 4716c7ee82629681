/** What a pattern consists of. */
export type PatternNode =
  | { readonly kind: "character"; readonly accepts: (character: string) => boolean }
  /** One after the other; none for what is empty. */
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  /** `max` is null where there is no limit. */
  | {
      readonly kind: "repeat";
      readonly part: PatternNode;
      readonly min: number;
      readonly max: number | null;
    };

/** A pattern that cannot be used; the message says why, as a sentence without a full stop. */
export class PatternError extends Error {
  override readonly name = "PatternError";
}
