import { performance } from "node:perf_hooks";
import { guarded } from "./guarded.ts";

/** So much is put off at most, before it is done at once. */
const WAITING_MAX = 1_024;
/** So much is enough to be done in one go: it waits no longer. */
const ENOUGH = 64;
/** So long it may hold up whatever else there is to do, at a time, in ms. */
const SLICE_MS = 1;

const nothing = (): void => undefined;

let waiting: (() => void)[] = [];
/** Those before are done. */
let next = 0;
let isDue = false;
let timer: NodeJS.Timeout | undefined;
let delayMs = 0;

/**
 * Has what is put off wait for so long, in ms, where nobody depends on it sooner: then it is not in the way of what follows
 * an answer at once, and what there is to do for several calls is done in one go. For who also calls `finishDeferred`.
 */
export function deferFor(ms: number): void {
  delayMs = ms;
}

/**
 * Does something once the program has had its turn: what becomes of a call that is over can wait, and the program must
 * not. In the order in which it was asked for.
 */
export function defer(work: () => void): void {
  if (waiting.length - next >= WAITING_MAX) finishDeferred();
  waiting.push(work);
  if (!isDue) {
    isDue = true;
    // Whoever wants it to be done before the program ends sees to that.
    if (delayMs > 0) timer = setTimeout(doSome, delayMs).unref();
    else setImmediate(doSome);
  } else if (timer !== undefined && waiting.length - next >= ENOUGH) {
    clearTimeout(timer);
    timer = undefined;
    setImmediate(doSome);
  }
}

/** Does at once all that was put off. */
export function finishDeferred(): void {
  while (next < waiting.length) doNext();
  waiting = [];
  next = 0;
}

function doSome(): void {
  timer = undefined;
  const untilMs = performance.now() + SLICE_MS;
  while (next < waiting.length) {
    doNext();
    if (performance.now() >= untilMs) break;
  }
  if (next < waiting.length) setImmediate(doSome);
  else {
    waiting = [];
    next = 0;
    isDue = false;
  }
}

const doNext = guarded(() => {
  const work = waiting[next];
  // Before it is done: it may fail. Nothing of it is kept, however long there is more behind it.
  waiting[next] = nothing;
  next += 1;
  work?.();
});
