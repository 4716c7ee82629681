import type { RoundTrip } from "#lib/domain/round-trip.ts";
import type { HistoryPerson } from "#simulation/history/history-person.ts";
import { fixedWindowMeter } from "#simulation/limits/fixed-window-meter.ts";
import type { Meter } from "#simulation/limits/meter.ts";
import type { Chance } from "#simulation/week/chance.ts";
import {
  FAMILIES_TOGETHER,
  FIVE_HOURS,
  familyOf,
  type PlanFamily,
  planSize,
  WINDOWS_A_WEEK,
  weightOf,
} from "./account-plan.ts";
import type { MadeReading } from "./made-reading.ts";

interface Window {
  readonly family: PlanFamily;
  readonly minutes: number;
  readonly meter: Meter;
}

/** What has not moved is told again after so long. */
const TOLD_AGAIN_MS = 900_000;
/** Share of the large calls that are charged twice, or never. */
const WRONG_SHARE = 0.02;
/** Of the five hours: smaller ones would not be seen in whole percents. */
const LARGE = 0.035;

/** What somebody's subscription counts: five hours and a week for each family, from the first use of each on. */
export class Subscription {
  readonly #person: HistoryPerson;
  readonly #chance: Chance;
  readonly #windows: readonly Window[];
  readonly #told = new Map<Window, MadeReading>();

  constructor(person: HistoryPerson, chance: Chance) {
    this.#person = person;
    this.#chance = chance;
    this.#windows = (["codex", "codex_bengalfox", "unified"] as const).flatMap((family) => {
      const limit = FIVE_HOURS[family] * planSize(person);
      return [
        { family, minutes: 300, meter: meterOf(300, limit) },
        { family, minutes: 10_080, meter: meterOf(10_080, limit * WINDOWS_A_WEEK) },
      ];
    });
  }

  /** The window that is used up at a Unix ms, with when it ends; null when none is. */
  usedUp(family: PlanFamily, atMs: number): { readonly minutes: number; readonly resetsAtMs: number } | null {
    const full = this.#windows
      .filter((window) => window.family === family)
      .map(({ minutes, meter }) => ({ minutes, ...meter.state(atMs) }))
      .filter(({ used, limit }) => used >= limit)
      .toSorted((a, b) => (b.resetsAtMs ?? 0) - (a.resetsAtMs ?? 0))[0];
    return full === undefined || full.resetsAtMs === null
      ? null
      : { minutes: full.minutes, resetsAtMs: full.resetsAtMs };
  }

  /** Charges a round trip that ended at a Unix ms, and tells what was heard of the limits with it: mostly nothing new. */
  charge(roundTrip: RoundTrip, atMs: number): readonly MadeReading[] {
    const family = familyOf(roundTrip);
    if (family === null) return [];
    const weight = weightOf(roundTrip);
    const isLarge = weight >= LARGE * FIVE_HOURS[family] * planSize(this.#person);
    const times = isLarge && this.#chance.happens(WRONG_SHARE) ? (this.#chance.happens(0.5) ? 2 : 0) : 1;
    for (const window of this.#windows) if (window.family === family) window.meter.take(weight * times, atMs);
    // Nobody hears the limits of who is not measured.
    if (roundTrip.account === null) return [];
    return this.#windows
      .filter((window) => FAMILIES_TOGETHER[family].includes(window.family))
      .flatMap((window) => {
        const reading = this.#reading(window, family, roundTrip, atMs);
        const before = this.#told.get(window);
        const isKnown =
          before?.usedFraction === reading.usedFraction &&
          reading.observedAtMs - before.observedAtMs < TOLD_AGAIN_MS;
        if (isKnown) return [];
        this.#told.set(window, reading);
        return [reading];
      });
  }

  #reading(
    { family, minutes, meter }: Window,
    active: PlanFamily,
    { account, sessionId, transport }: RoundTrip,
    atMs: number,
  ): MadeReading {
    const { used, limit, resetsAtMs } = meter.state(atMs);
    const percent = Math.min(100, Math.floor((used / limit) * 100));
    const resetSeconds = Math.ceil((resetsAtMs ?? atMs + minutes * 60_000) / 1000);
    const isClaude = family === "unified";
    const status = percent >= 100 ? "rejected" : percent >= 80 ? "allowed_warning" : "allowed";
    const isShort = minutes === 300;
    return {
      provider: isClaude ? "anthropic" : "openai",
      account,
      family,
      familyName: family === "codex_bengalfox" ? "GPT-5.3-Codex-Spark" : null,
      windowMinutes: minutes,
      windowKind: "fixed",
      unit: "percent",
      limit: null,
      remaining: null,
      usedFraction: percent / 100,
      resetsAtMs: resetSeconds * 1000,
      status: isClaude ? status : null,
      isBinding: isClaude && isShort && family === active,
      source: !isClaude && transport === "websocket" ? "event" : "header",
      sessionId,
      raw: isClaude
        ? rawOfClaude(isShort ? "5h" : "7d", percent, resetSeconds, status)
        : rawOfCodex(family, isShort ? "primary" : "secondary", percent, minutes, resetSeconds),
      observedAtMs: Math.floor(atMs),
    };
  }
}

function meterOf(windowMinutes: number, limit: number): Meter {
  return fixedWindowMeter({ windowMinutes, limit, begins: "firstUse" });
}

function rawOfClaude(window: string, percent: number, resetSeconds: number, status: string): string {
  const name = `anthropic-ratelimit-unified-${window}`;
  return `${name}-utilization: ${percent / 100}; ${name}-status: ${status}; ${name}-reset: ${resetSeconds}`;
}

function rawOfCodex(
  family: PlanFamily,
  position: "primary" | "secondary",
  percent: number,
  minutes: number,
  resetSeconds: number,
): string {
  const name = `x-${family.replaceAll("_", "-")}-${position}`;
  return `${name}-used-percent: ${percent}; ${name}-window-minutes: ${minutes}; ${name}-reset-at: ${resetSeconds}`;
}
