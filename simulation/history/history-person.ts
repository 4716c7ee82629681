import { type Chance, chanceOf } from "#simulation/week/chance.ts";
import { versionsOf } from "./client-versions.ts";
import type { Rhythm } from "./daily-rhythm.ts";
import type { SettledOptions } from "./history-options.ts";
import { peopleNames, repositoriesOf, teamNames } from "./made-up-names.ts";
import { randomStream } from "./random-stream.ts";

/** Somebody of a history: what is theirs all the time, and shared by all their sessions. */
export interface HistoryPerson {
  readonly index: number;
  readonly name: string;
  readonly team: string;
  readonly repositories: readonly string[];
  readonly rhythm: Rhythm;
  /** How much they use models, beside others; a few use them very much. */
  readonly weight: number;
  /** To the provider and back, in ms. */
  readonly networkMs: number;
  /** What they mostly use, and what they use instead now and then. */
  readonly clients: readonly [ClientInUse, ClientInUse];
  /** Whether calls are measured where the bytes pass, beside what the client tells. */
  readonly isMeasured: boolean;
  /** Whether Codex speaks over a WebSocket. */
  readonly prefersWebSocket: boolean;
  /** Whether they give small edits to the fastest model. */
  readonly delegates: boolean;
  readonly paysForPriority: boolean;
  /** Share of the commands about which they want to be asked. */
  readonly askedShare: number;
  /** A hash of what names the account, as clients tell it. */
  readonly account: string;
}

/** A client with the versions that somebody had of it. */
export interface ClientInUse {
  readonly client: string;
  readonly versions: ReturnType<typeof versionsOf>;
}

/** Share of the sessions that are of the client somebody mostly uses. */
export const MAIN_CLIENT_SHARE = 0.92;

/** Programs that call models through an SDK. */
export const PROGRAMS = ["review-bot", "docs-assistant", "test-writer", "migration-helper"] as const;

const CLIENT_SHARES = [
  ["codex", 0.52],
  ["claude-code", 0.25],
  ["gemini-cli", 0.1],
] as const;

/** Where teams sit: the offset of their clock in hours, the way to the provider in ms, and how many sit there. */
const PLACES = [
  { utcOffsetHours: -8, networkMs: 24, share: 0.24 },
  { utcOffsetHours: -5, networkMs: 42, share: 0.25 },
  { utcOffsetHours: 0, networkMs: 70, share: 0.16 },
  { utcOffsetHours: 1, networkMs: 78, share: 0.25 },
  { utcOffsetHours: 5.5, networkMs: 130, share: 0.07 },
  { utcOffsetHours: 9, networkMs: 100, share: 0.03 },
] as const;

const PEOPLE_STREAM = 1;
const TEAM_STREAM = 2;

/** The people of a history, teams by teams of unequal size. */
export function historyPeople(options: SettledOptions): HistoryPerson[] {
  const { seed, people, teams, release, hasWeekends } = options;
  const names = peopleNames(people);
  const teamList = teamNames(teams).map((name, index) => {
    const chance = chanceOf(randomStream(seed, TEAM_STREAM, index));
    return { name, home: placeBy(chance), repositories: repositoriesOf(name, chance.whole(2, 4)) };
  });
  return names.map((name, index) => {
    const chance = chanceOf(randomStream(seed, PEOPLE_STREAM, index));
    // Everybody has a team and every team somebody; the first teams are the largest.
    const team = teamList[index < teams ? index : Math.floor(teams * chance.random() ** 1.4)];
    if (team === undefined) throw new Error("A person without a team");
    const place = chance.happens(0.85) ? team.home : placeBy(chance);
    const main = clientBy(chance);
    const isProgram = main === "program";
    const mainClient = isProgram ? (PROGRAMS[chance.whole(0, PROGRAMS.length - 1)] ?? PROGRAMS[0]) : main;
    const other = main === "codex" ? "claude-code" : "codex";
    return {
      index,
      name,
      team: team.name,
      repositories: team.repositories,
      rhythm: {
        utcOffsetHours: place.utcOffsetHours,
        shiftHours: chance.between(-0.9, 1.1),
        roundTheClock: Math.max(isProgram ? 0.35 : 0, options.roundTheClock),
        hasWeekends,
      },
      weight: Math.min(12, chance.around(1, 1)),
      networkMs: chance.around(place.networkMs, 0.25),
      clients: [
        { client: mainClient, versions: versionsOf(mainClient, release, chance) },
        { client: other, versions: versionsOf(other, release, chance) },
      ],
      isMeasured: isProgram || chance.happens(0.65),
      prefersWebSocket: chance.happens(0.78),
      delegates: chance.happens(0.6),
      paysForPriority: chance.happens(0.7),
      askedShare: chance.happens(0.4) ? chance.between(0.05, 0.35) : 0,
      account: Array.from({ length: 16 }, () => chance.whole(0, 15).toString(16)).join(""),
    };
  });
}

type Place = (typeof PLACES)[number];

function placeBy(chance: Chance): Place {
  let left = chance.random();
  for (const place of PLACES) {
    if (left < place.share) return place;
    left -= place.share;
  }
  return PLACES[0];
}

function clientBy(chance: Chance): (typeof CLIENT_SHARES)[number][0] | "program" {
  let left = chance.random();
  for (const [client, share] of CLIENT_SHARES) {
    if (left < share) return client;
    left -= share;
  }
  return "program";
}
