import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { guarded } from "./guarded.ts";

/** Listens to diagnostics channels. Whoever does tells of each call's beginning and end, so that none is left half told. */
export interface Listening {
  /** Nothing is to be begun any more. */
  readonly isStopped: boolean;
  /** A call began that these channels are needed for. */
  began(): void;
  /** It has ended, or needs them no more. */
  ended(): void;
  /** Leaves the channels once no call needs them. */
  stop(): void;
}

/** Begins to listen, by a hook for each channel, which may throw without harm. */
export function listenTo(hooks: Readonly<Record<string, (message: never) => void>>): Listening {
  const channels = Object.entries(hooks).map(
    ([name, hook]) => [name, guarded(hook as (message: unknown) => void)] as const,
  );
  let underWay = 0;
  let isStopped = false;
  const leaveWhenDone = (): void => {
    if (isStopped && underWay === 0) for (const [name, hook] of channels) unsubscribe(name, hook);
  };
  for (const [name, hook] of channels) subscribe(name, hook);
  return {
    get isStopped() {
      return isStopped;
    },
    began() {
      underWay += 1;
    },
    ended() {
      underWay -= 1;
      leaveWhenDone();
    },
    stop() {
      isStopped = true;
      leaveWhenDone();
    },
  };
}
