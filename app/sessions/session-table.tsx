import Link from "next/link";
import tableStyles from "#app/components/data-table.module.css";
import { Instant } from "#app/components/instant.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { sessionHref } from "#app/components/session-href.ts";
import { formatDuration, UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import type { ListedSession } from "#lib/analytics/list-sessions.ts";
import { TierCounts } from "./tier-counts.tsx";

const FIGURES = ["Round trips", "Model wait", "Tools", "First token p50", "Tokens in, out", "Not complete"];

/** Sessions, one a row. */
export function SessionTable({ sessions }: { readonly sessions: readonly ListedSession[] }) {
  return (
    <ScrollTable label="Sessions">
      <thead>
        <tr>
          <th scope="col">Last turn</th>
          <th scope="col">Person and client</th>
          <th scope="col">Tiers</th>
          {FIGURES.map((name) => (
            <th key={name} scope="col" className={tableStyles.figure}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </tbody>
    </ScrollTable>
  );
}

function SessionRow({ session }: { readonly session: ListedSession }) {
  const { client, clientVersion, person, team, repository, phases, turns, roundTrips, switches } = session;
  const broken = brokenParts(session);
  return (
    <tr>
      <th scope="row">
        <Link href={sessionHref(session.id)} prefetch={false}>
          <Instant unixMs={session.lastTurnAtMs} />
        </Link>
        <span className={tableStyles.sub}>
          began <Instant unixMs={session.startedAtMs} />
        </span>
      </th>
      <td>
        {person ?? UNKNOWN}
        <span className={tableStyles.sub}>{known(client, clientVersion).join(" ")}</span>
        <span className={tableStyles.sub}>{known(team, repository).join(" · ")}</span>
      </td>
      <td>
        <TierCounts tiers={session.tiers} />
        <span className={tableStyles.sub}>{saySwitches(switches)}</span>
      </td>
      <td className={tableStyles.figure}>
        {formatCount(roundTrips)}
        <span className={tableStyles.sub}>
          in {formatCount(turns)} turn{turns === 1 ? "" : "s"}
        </span>
      </td>
      <td className={tableStyles.figure}>
        {formatDuration(session.modelMs)}
        {phases.throttle > 0 && (
          <span className={tableStyles.sub}>{formatDuration(phases.throttle)} throttled</span>
        )}
      </td>
      <td className={tableStyles.figure}>{formatDuration(phases.tool)}</td>
      <td className={tableStyles.figure}>
        {formatDuration(session.ttftP50Ms)}
        <span className={tableStyles.sub}>n {formatCount(session.ttftN)}</span>
      </td>
      <td className={tableStyles.figure}>
        {formatCount(session.inputTokens)}
        <span className={tableStyles.sub}>{sayOutput(session)}</span>
      </td>
      <td className={`${tableStyles.figure} ${broken.length === 0 ? "" : tableStyles.bad}`}>
        {formatCount(roundTrips - session.complete)}
        {broken.map((part) => (
          <span key={part} className={tableStyles.sub}>
            {part}
          </span>
        ))}
      </td>
    </tr>
  );
}

/** The output tokens, and of how many round trips the tokens are where not all told them. */
function sayOutput({ outputTokens, inputTokensN, outputTokensN, roundTrips }: ListedSession): string {
  const n = Math.min(inputTokensN, outputTokensN);
  return `${formatCount(outputTokens)} out${n > 0 && n < roundTrips ? ` · of ${formatCount(n)}` : ""}`;
}

/** How many round trips did not complete, by how they ended; null when all did. */
export function sayBroken(session: ListedSession): string | null {
  return brokenParts(session).join(", ") || null;
}

function brokenParts({ failed, cancelled, rateLimited }: ListedSession): readonly string[] {
  const told = [
    [failed, "failed"],
    [cancelled, "cancelled"],
    [rateLimited, "rate limited"],
  ] as const;
  return told.filter(([n]) => n > 0).map(([n, name]) => `${formatCount(n)} ${name}`);
}

function known(...parts: readonly (string | null)[]): readonly string[] {
  return parts.filter((part) => part !== null);
}

/** How often the tier changed, in words. */
export function saySwitches(switches: number): string {
  if (switches === 0) return "no switch";
  return `${formatCount(switches)} switch${switches === 1 ? "" : "es"}`;
}
