import type { Sentence } from "#lib/analytics/series/sentence.ts";
import styles from "./sentences.module.css";

/** The state in plain sentences, at the top of a page. */
export function Sentences({ sentences }: { readonly sentences: readonly Sentence[] }) {
  return (
    <p className={styles.sentences}>
      {sentences.map((sentence) => (
        <span key={sentence.map(({ text }) => text).join("")}>
          {sentence.map(({ text, isStressed }, index) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence have no other identity.
            isStressed ? <strong key={index}>{text}</strong> : text,
          )}{" "}
        </span>
      ))}
    </p>
  );
}
