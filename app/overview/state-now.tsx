import { NothingMatches } from "#app/components/nothing-matches.tsx";
import type { Question, RawParams } from "#app/search-params.ts";
import { compareTiers } from "#lib/analytics/compare-tiers.ts";
import { prepareStateSentences } from "#lib/analytics/series/prepare-state-sentences.ts";
import { summariseWait } from "#lib/analytics/summarise-wait.ts";
import styles from "./overview.module.css";

interface StateNowProps {
  readonly question: Question;
  readonly raw: RawParams;
  readonly lastMs: number;
}

/** The state in plain sentences. */
export async function StateNow({ question, raw, lastMs }: StateNowProps) {
  const [wait, tiers] = await Promise.all([summariseWait(question.window), compareTiers(question)]);
  const sentences = prepareStateSentences(wait, tiers);
  if (sentences.length === 0) {
    return <NothingMatches path="/" raw={raw} hasFilters={false} lastMs={lastMs} />;
  }
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
