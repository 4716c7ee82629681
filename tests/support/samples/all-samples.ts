import type { SampleExport } from "#tests/support/sample-export.ts";
import { cline, cursor, droid, goose } from "./coding-clients.ts";
import { copilotChat, copilotChatEvents, copilotCli } from "./copilot.ts";
import { langfuse, liteLlm, openInference, openLit, openLlmetry } from "./sdks.ts";
import { opencode, vercelAiSdk5, vercelAiSdk7 } from "./vercel-ai-sdk.ts";
import { wire, wireLimits } from "./wire.ts";

/** Every sample by name: what the privacy tests walk. A new client's sample belongs here. */
export const ALL_SAMPLES: Readonly<Record<string, SampleExport>> = {
  copilotChat,
  copilotChatEvents,
  copilotCli,
  opencode,
  vercelAiSdk5,
  vercelAiSdk7,
  goose,
  droid,
  cline,
  cursor,
  openLlmetry,
  openInference,
  liteLlm,
  langfuse,
  openLit,
  wire,
  wireLimits,
};
