import { NothingMatches } from "#app/components/nothing-matches.tsx";
import { Sentences } from "#app/components/sentences.tsx";
import type { RawParams } from "#app/raw-params.ts";
import type { TierSummary } from "#lib/analytics/compare-tiers.ts";
import { prepareStateSentences } from "#lib/analytics/series/prepare-state-sentences.ts";
import type { WaitSummary } from "#lib/analytics/summarise-wait.ts";

interface StateNowProps {
  readonly tiers: Promise<readonly TierSummary[]>;
  readonly wait: Promise<WaitSummary>;
  readonly raw: RawParams;
  readonly lastMs: number;
}

/** The state in plain sentences. */
export async function StateNow({ tiers, wait, raw, lastMs }: StateNowProps) {
  const sentences = prepareStateSentences(await wait, await tiers);
  if (sentences.length === 0) {
    return <NothingMatches path="/" raw={raw} hasFilters={false} lastMs={lastMs} />;
  }
  return <Sentences sentences={sentences} />;
}
