import type { SessionPlan } from "./plan-days.ts";
import type { HistorySegment } from "./run-turn.ts";

/** A session of which the next turn waits for its time. */
interface Waiting {
  readonly atMs: number;
  readonly segment: HistorySegment;
  readonly rest: Iterator<HistorySegment, void>;
}

/**
 * The turns of sessions (sorted by start) in the order in which they began. A session is not run before its time, and
 * then only one turn ahead, so that no more is held than one turn of each session that goes on at once.
 */
export function* mergeByStart(
  plans: readonly SessionPlan[],
  run: (plan: SessionPlan) => Iterator<HistorySegment, void>,
): Generator<HistorySegment, void> {
  const heap: Waiting[] = [];
  const advance = (rest: Iterator<HistorySegment, void>) => {
    const next = rest.next();
    if (next.done === true) return;
    const atMs = next.value.assembly.turns[0]?.startedAtMs ?? 0;
    push(heap, { atMs, segment: next.value, rest });
  };
  let opened = 0;
  for (;;) {
    const first = heap[0];
    const plan = plans[opened];
    if (plan !== undefined && (first === undefined || plan.startMs <= first.atMs)) {
      advance(run(plan));
      opened += 1;
      continue;
    }
    if (first === undefined) return;
    pop(heap);
    yield first.segment;
    advance(first.rest);
  }
}

function push(heap: Waiting[], item: Waiting): void {
  let place = heap.length;
  heap.push(item);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || above.atMs <= item.atMs) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = item;
}

/** Takes the first away. */
function pop(heap: Waiting[]): void {
  const item = heap.pop();
  if (item === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    const left = heap[2 * place + 1];
    const right = heap[2 * place + 2];
    const isRight = right !== undefined && (left === undefined || right.atMs < left.atMs);
    const below = isRight ? right : left;
    if (below === undefined || below.atMs >= item.atMs) break;
    heap[place] = below;
    place = 2 * place + (isRight ? 2 : 1);
  }
  heap[place] = item;
}
