import type { Chance } from "#simulation/week/chance.ts";
import type { KindOfWork } from "./kind-of-work.ts";

/** A tool as one client names it, and how long it runs: the median in ms and the standard deviation of its logarithm. */
interface ToolHabit {
  readonly name: string;
  readonly medianMs: number;
  readonly spread: number;
  /** Whether it runs a command, about which people may want to be asked. */
  readonly isCommand: boolean;
}

type ToolKind = "command" | "read" | "write";

function habits(command: string, read: string, write: string): Readonly<Record<ToolKind, ToolHabit>> {
  return {
    command: { name: command, medianMs: 1_100, spread: 1.4, isCommand: true },
    read: { name: read, medianMs: 35, spread: 0.7, isCommand: false },
    write: { name: write, medianMs: 70, spread: 0.6, isCommand: false },
  };
}

const OF_CLIENT: Readonly<Record<string, Readonly<Record<ToolKind, ToolHabit>>>> = {
  codex: habits("exec_command", "view_file", "apply_patch"),
  "claude-code": habits("Bash", "Read", "Edit"),
  "gemini-cli": habits("run_shell_command", "read_file", "replace"),
};

const OF_PROGRAMS = habits("run_checks", "fetch_document", "write_result");

const TOOL_MAX_MS = 600_000;

/** One run of a tool. */
export interface ToolRun {
  readonly name: string;
  readonly isCommand: boolean;
  readonly ms: number;
  readonly isSuccess: boolean;
}

/** Draws the tools that run after a call, one after another: mostly one. */
export function drawTools(client: string, kind: KindOfWork, chance: Chance): ToolRun[] {
  const tools = OF_CLIENT[client] ?? OF_PROGRAMS;
  const count = kind === "edit" ? 1 : chance.happens(0.2) ? chance.whole(2, 4) : 1;
  return Array.from({ length: count }, () => {
    const draw = chance.random();
    const tool = kind === "edit" && draw < 0.75 ? tools.write : draw < 0.55 ? tools.command : tools.read;
    return {
      name: tool.name,
      isCommand: tool.isCommand,
      ms: Math.min(TOOL_MAX_MS, chance.around(tool.medianMs, tool.spread)),
      isSuccess: !chance.happens(tool.isCommand ? 0.08 : 0.02),
    };
  });
}
