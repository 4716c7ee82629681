import styles from "#app/components/data-table.module.css";
import { Panel } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import type { DescribedTurn } from "#lib/analytics/describe-turn.ts";
import { formatDuration, UNKNOWN } from "#lib/analytics/format-duration.ts";

interface Event {
  readonly key: string;
  readonly kind: string;
  readonly name: string | null;
  readonly atMs: number;
  readonly durationMs: number | null;
  readonly result: string | null;
}

/** What else happened in the turn, in order of time: with the round trips, the table twin of the waterfall. */
export function OtherEvents({ turn }: { readonly turn: DescribedTurn }) {
  const events = listEvents(turn);
  if (events.length === 0) return null;
  return (
    <Panel title="Attempts, tool calls, approvals, warm-ups" aside={`n ${events.length}`}>
      <ScrollTable label="Other events of this turn">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Name</th>
            <th scope="col" className={styles.figure}>
              After the start
            </th>
            <th scope="col" className={styles.figure}>
              Duration
            </th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.key}>
              <th scope="row">{event.kind}</th>
              <td>{event.name ?? UNKNOWN}</td>
              <td className={styles.figure}>{formatDuration(event.atMs - turn.startedAtMs)}</td>
              <td className={styles.figure}>{formatDuration(event.durationMs)}</td>
              <td>{event.result ?? UNKNOWN}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </Panel>
  );
}

function listEvents(turn: DescribedTurn): readonly Event[] {
  const numbers = new Map(turn.roundTrips.map(({ id, number }) => [id, number]));
  const attempts = turn.attempts.map((attempt, index) => ({
    key: `attempt ${index}`,
    kind: "Attempt",
    name: `of round trip ${numbers.get(attempt.roundTripId) ?? UNKNOWN}`,
    atMs: attempt.startedAtMs,
    durationMs: attempt.durationMs,
    result:
      [attempt.statusCode, attempt.errorType, attempt.throttleClass && `(${attempt.throttleClass})`]
        .filter((part) => part !== null)
        .join(" ") || null,
  }));
  const toolCalls = turn.toolCalls.map(({ id, tool, startedAtMs, durationMs, outcome }) => ({
    key: `toolCall ${id}`,
    kind: "Tool call",
    name: tool,
    atMs: startedAtMs,
    durationMs,
    result: outcome,
  }));
  const approvals = turn.approvals.map(({ id, tool, decidedAtMs, waitMs, decision, decidedBy }) => ({
    key: `approval ${id}`,
    kind: "Approval",
    name: tool,
    atMs: decidedAtMs - (waitMs ?? 0),
    durationMs: waitMs,
    result: [decision, decidedBy && `by ${decidedBy}`].filter((part) => part !== null).join(" ") || null,
  }));
  const warmUps = turn.warmUps.map(({ id, model, startedAtMs, e2eMs }) => ({
    key: `warmUp ${id}`,
    kind: "Warm-up",
    name: model,
    atMs: startedAtMs,
    durationMs: e2eMs,
    result: null,
  }));
  return [...attempts, ...toolCalls, ...approvals, ...warmUps].toSorted((a, b) => a.atMs - b.atMs);
}
