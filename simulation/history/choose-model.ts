import type { Chance } from "#simulation/week/chance.ts";
import type { HistoryPerson } from "./history-person.ts";
import type { KindOfWork, Load } from "./kind-of-work.ts";
import type { ProfileName } from "./model-profiles.ts";

/** The model a turn is given to, and one to which it hands some of its calls; null when it does all itself. */
export interface TurnModels {
  readonly main: ProfileName;
  readonly helper: ProfileName | null;
}

/** Share of turns that get the fast service, by what they are about: whoever pays for it keeps it for what takes long. */
const PRIORITY_SHARE = { heavy: 0.9, light: 0.06 } as const;
/** The same where nobody looks at what a turn is about. */
const PRIORITY_SHARE_UNCONFOUNDED = 0.35;
const HIGH_EFFORT_SHARE = 0.25;

/** Draws who does a turn: models go by the kind of work, so that what a model is used for differs from model to model. */
export function chooseModels(
  person: HistoryPerson,
  client: string,
  load: Load,
  isConfounded: boolean,
  chance: Chance,
): TurnModels {
  const isHeavy = load === "heavy";
  switch (client) {
    case "codex": {
      if (!isHeavy && person.delegates && chance.happens(0.6)) return { main: "spark", helper: null };
      if (!isHeavy && chance.happens(0.06)) return { main: "mini", helper: null };
      const helper = person.delegates && chance.happens(isHeavy ? 0.6 : 0.15) ? "spark" : null;
      if (isHeavy && chance.happens(HIGH_EFFORT_SHARE)) return { main: "codexHigh", helper };
      const priorityShare = isConfounded ? PRIORITY_SHARE[load] : PRIORITY_SHARE_UNCONFOUNDED;
      const main = person.paysForPriority && chance.happens(priorityShare) ? "codexPriority" : "codexDefault";
      return { main, helper };
    }
    case "claude-code": {
      const helper = chance.happens(0.3) ? "haiku" : null;
      return { main: chance.happens(isHeavy ? 0.65 : 0.12) ? "opus" : "sonnet", helper };
    }
    case "gemini-cli":
      return { main: chance.happens(isHeavy ? 0.85 : 0.35) ? "geminiPro" : "geminiFlash", helper: null };
    case "review-bot":
      return { main: "sonnet", helper: null };
    case "docs-assistant":
      return { main: "mini", helper: null };
    case "test-writer":
      return { main: "general", helper: "mini" };
    default:
      return { main: "geminiFlash", helper: null };
  }
}

/** Whether a call of a turn is handed on: small edits mostly, looking around now and then, planning never. */
export function isHandedOn(kind: KindOfWork, chance: Chance): boolean {
  if (kind === "edit") return chance.happens(0.7);
  return kind === "explore" && chance.happens(0.15);
}
