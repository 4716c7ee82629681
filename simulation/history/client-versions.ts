import type { Chance } from "#simulation/week/chance.ts";
import { REGRESSED_VERSION, type ReleaseOptions } from "./history-options.ts";

interface Release {
  readonly version: string;
  /** When it came out, as a share of the history's length; the first was there before. */
  readonly at: number;
}

const RELEASES: Readonly<Record<string, readonly Release[]>> = {
  codex: [
    { version: "0.167.0", at: 0 },
    { version: "0.168.0", at: 0.1 },
    { version: REGRESSED_VERSION, at: 0.36 },
    { version: "0.170.0", at: 0.76 },
  ],
  "claude-code": [
    { version: "2.1.318", at: 0 },
    { version: "2.1.324", at: 0.22 },
    { version: "2.1.330", at: 0.63 },
  ],
  "gemini-cli": [
    { version: "0.60.2", at: 0 },
    { version: "0.61.0", at: 0.4 },
  ],
};

const OF_PROGRAMS: readonly Release[] = [
  { version: "1.4.0", at: 0 },
  { version: "1.5.0", at: 0.3 },
  { version: "1.5.1", at: 0.55 },
];

/** Mean time until somebody takes a new version, as a share of the history's length, and who never does. */
const LAG = 0.04;
const PINNED_SHARE = 0.08;

/**
 * Since when somebody has had which version of a client, the latest first; times as shares of the history's length.
 * `late` is a release beside the usual ones, after all of them.
 */
export function versionsOf(client: string, late: ReleaseOptions | null, chance: Chance): readonly Release[] {
  const isPinned = chance.happens(PINNED_SHARE);
  const releases = RELEASES[client] ?? OF_PROGRAMS;
  const taken = releases
    .slice(0, isPinned ? 2 : releases.length)
    .map(({ version, at }, index) => ({ version, at: index === 0 ? 0 : at + chance.waiting(LAG) }));
  if (late !== null && late.client === client && !isPinned)
    taken.push({ version: late.version, at: late.startFraction + chance.waiting(late.lagFraction) });
  return taken.toReversed();
}

/** The version in use at a time, which is a share of the history's length. */
export function versionAt(versions: readonly Release[], at: number): string {
  return (versions.find((one) => one.at <= at) ?? versions.at(-1))?.version ?? "unknown";
}
