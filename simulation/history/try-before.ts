import type { Chance } from "#simulation/week/chance.ts";
import { onGrid } from "./grid.ts";
import type { ModelProfile } from "./model-profiles.ts";
import { BROKEN, refusedForCapacity, refusedForQuota, refusedForRate, type TryFailure } from "./refusals.ts";

/** A try that came to nothing; times in ms from the start of the first. */
export interface LostTry extends TryFailure {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The tries before the one that decides. */
export interface TriesBefore {
  readonly tries: readonly LostTry[];
  /** When the one that decides begins; null when the last of these decided, because nobody tried again. */
  readonly nextFromMs: number | null;
}

const NONE: TriesBefore = { tries: [], nextFromMs: 0 };

const BROKEN_SHARE = 0.008;
const QUOTA_SHARE = 0.0012;
/** After each refusal. */
const GIVES_UP_SHARE = 0.18;
const WORKS_AGAIN_SHARE = 0.7;
const TRIES_MAX = 4;

/**
 * Draws what goes wrong before a call is answered: mostly nothing, more when all are busy. A window may be used up at any
 * time, or never.
 */
export function drawTriesBefore(
  profile: ModelProfile,
  networkMs: number,
  load: number,
  mayBeUsedUp: boolean,
  chance: Chance,
): TriesBefore {
  const refusedShare = profile.refusedShare * (0.12 + 0.88 * load * load);
  const quotaShare = mayBeUsedUp && profile.limitFamily !== null ? QUOTA_SHARE : 0;
  const draw = chance.random();
  if (draw < quotaShare) {
    const toMs = onGrid(networkMs + chance.between(8, 40));
    return { tries: [{ ...refusedForQuota(profile), fromMs: 0, toMs }], nextFromMs: null };
  }
  if (draw < quotaShare + refusedShare) return drawRefusals(profile, networkMs, chance);
  if (draw < quotaShare + refusedShare + BROKEN_SHARE) {
    const toMs = onGrid(networkMs + chance.around(250, 1));
    return {
      tries: [{ ...BROKEN, fromMs: 0, toMs }],
      nextFromMs: onGrid(toMs + chance.between(180, 260)),
    };
  }
  return NONE;
}

function drawRefusals(profile: ModelProfile, networkMs: number, chance: Chance): TriesBefore {
  const isCapacity = chance.happens(0.25);
  const tries: LostTry[] = [];
  let fromMs = 0;
  for (;;) {
    const failure = isCapacity ? refusedForCapacity(profile) : refusedForRate(profile, chance);
    const toMs = onGrid(fromMs + networkMs + chance.between(8, 40));
    tries.push({ ...failure, fromMs, toMs });
    if (tries.length === TRIES_MAX || chance.happens(GIVES_UP_SHARE)) return { tries, nextFromMs: null };
    const backOffMs = failure.throttle?.retryAfterMs ?? 500 * 2 ** tries.length * chance.between(0.75, 1.25);
    fromMs = onGrid(toMs + backOffMs + chance.between(2, 60));
    if (chance.happens(WORKS_AGAIN_SHARE)) return { tries, nextFromMs: fromMs };
  }
}
