/** A sentence in pieces, of which some are stressed. */
export type Sentence = readonly { readonly text: string; readonly isStressed: boolean }[];

/** A value of a sentence that is not stressed. */
export interface Plain {
  readonly plain: string;
}

/** Marks a value as not to be stressed. */
export const plain = (text: string): Plain => ({ plain: text });

/** Makes a sentence of a template: its values are stressed unless they are plain. */
export function sentence(texts: TemplateStringsArray, ...values: readonly (string | Plain)[]): Sentence {
  return texts.flatMap((text, index) => {
    const value = values[index];
    if (value === undefined) return [{ text, isStressed: false }];
    const isStressed = typeof value === "string";
    return [
      { text, isStressed: false },
      { text: isStressed ? value : value.plain, isStressed },
    ];
  });
}
