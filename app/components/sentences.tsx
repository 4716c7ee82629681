import type { Sentence as SentencePieces } from "#lib/analytics/series/sentence.ts";
import styles from "./sentences.module.css";

/** The state in plain sentences, at the top of a page. */
export function Sentences({ sentences }: { readonly sentences: readonly SentencePieces[] }) {
  return (
    <p className={styles.sentences}>
      {sentences.map((sentence) => (
        <span key={sentence.map(({ text }) => text).join("")}>
          <Sentence sentence={sentence} />{" "}
        </span>
      ))}
    </p>
  );
}

/** One sentence, with what is stressed of it. */
export function Sentence({ sentence }: { readonly sentence: SentencePieces }) {
  return sentence.map(({ text, isStressed }, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence have no other identity.
    isStressed ? <strong key={index}>{text}</strong> : text,
  );
}
