/** Something that goes on in made-up time: yields the Unix ms at which it goes on. */
export type Process<Result = void> = Generator<number, Result, void>;

/**
 * Lets processes go on in the order of the instants that they wait for, those after `untilMs` never. Throws when one
 * waits for an instant before the one that it waited for last.
 */
export function runProcesses(processes: readonly Process[], untilMs: number): void {
  const waiting = processes.map((process) => ({ process, atMs: Number.NEGATIVE_INFINITY }));
  while (waiting.length > 0) {
    const next = waiting.reduce((first, one) => (one.atMs < first.atMs ? one : first));
    if (next.atMs > untilMs) return;
    const { value, done } = next.process.next();
    if (done === true) waiting.splice(waiting.indexOf(next), 1);
    else if (value < next.atMs) throw new Error(`Time went back by ${next.atMs - value} ms`);
    else next.atMs = value;
  }
}
