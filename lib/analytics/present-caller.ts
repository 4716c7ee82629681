import { nameOfValue, type Presentation, tellPersonIn } from "#lib/domain/settings/presentation.ts";

/** Who did something and with what, as far as a row tells it. */
interface Caller {
  readonly client: string;
  readonly person: string | null;
  readonly team: string | null;
  readonly repository?: string | null;
}

/** What rows show in place of who did it: names, and people as privacy has it. */
export function presentCaller<T extends Caller>(
  { client, person, team, repository }: T,
  presentation: Presentation,
): Pick<T, keyof Caller & keyof T> {
  const told = tellPersonIn(presentation, {
    client,
    person,
    team,
    ...(repository === undefined ? {} : { repository }),
  });
  return {
    client: nameOfValue(presentation, "client", client),
    person: nameOfValue(presentation, "person", told),
    team: nameOfValue(presentation, "team", team),
    ...(repository === undefined ? {} : { repository: nameOfValue(presentation, "repository", repository) }),
  } as Pick<T, keyof Caller & keyof T>;
}
