import type { DemoQuestion, DemoState } from "#lib/domain/demo-state.ts";

const TIMEOUT_MS = 3_000;
let asked = 0;

/**
 * Asks whoever started this dashboard about the demo, or to start or remove it, and resolves with how it is then; null when
 * nobody answers, because the dashboard runs by itself.
 */
export async function askSupervisor(question: DemoQuestion): Promise<DemoState | null> {
  if (process.send === undefined || !process.connected) return null;
  asked += 1;
  const id = asked;
  return await new Promise((resolve) => {
    const settle = (state: DemoState | null) => {
      clearTimeout(timer);
      process.off("message", hear);
      resolve(state);
    };
    const hear = (message: unknown) => {
      if (isAnswer(message) && message.id === id) settle(message.demoState);
    };
    const timer = setTimeout(() => settle(null), TIMEOUT_MS);
    process.on("message", hear);
    process.send?.({ demo: question, id });
  });
}

function isAnswer(message: unknown): message is { readonly demoState: DemoState; readonly id: unknown } {
  return typeof message === "object" && message !== null && "demoState" in message && "id" in message;
}
