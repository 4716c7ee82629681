import { LinkChoice } from "#app/components/link-choice.tsx";
import type { RawParams } from "#app/raw-params.ts";
import { TEAM_BY, type TeamBy } from "./read-team-question.ts";

/** Links to the same page by people, teams, clients or repositories. */
export function ByChoice({ by, raw }: { readonly by: TeamBy; readonly raw: RawParams }) {
  return <LinkChoice label="Told apart by" path="/team" raw={raw} param="by" choices={TEAM_BY} chosen={by} />;
}
