const FIRST =
  "alma bruno carla dario elena felix greta hugo irene jonas karin luca maren nils olga pavel quinn rosa sven tilda uma viktor wanda xenia yara zeno amir bela chiara deniz esra farid".split(
    " ",
  );

const LAST =
  "abel berg castro dahl eriks fabre gomez holm ivers jansen kowal lindt moreau novak okafor perez quist rossi silva tamm ueda varga weiss xu young zorn adams brandt cohen dubois engel fischer".split(
    " ",
  );

const AREAS =
  "payments search checkout identity mobile billing catalog shipping fraud pricing ads media maps chat video voice data ml platform storage network security compilers editor observability growth support finance legal hiring web docs".split(
    " ",
  );

const PARTS = ["service", "web", "infra", "jobs"] as const;

/** The names of so many people, all different: addresses in a domain that nobody can own. */
export function peopleNames(count: number): string[] {
  const pairs = FIRST.length * LAST.length;
  return Array.from({ length: count }, (_, index) => {
    // A step that shares no factor with the number of pairs comes by all of them.
    const pair = (index * 411 + 7) % pairs;
    const round = Math.floor(index / pairs);
    const name = `${FIRST[pair % FIRST.length]}.${LAST[Math.floor(pair / FIRST.length)]}`;
    return `${name}${round === 0 ? "" : round + 1}@example.com`;
  });
}

/** The names of so many teams, all different. */
export function teamNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / AREAS.length);
    return `${AREAS[index % AREAS.length]}${round === 0 ? "" : `-${round + 1}`}`;
  });
}

/** The repositories of a team, one to four of them. */
export function repositoriesOf(team: string, count: number): string[] {
  return PARTS.slice(0, count).map((part) => `example/${team}-${part}`);
}
