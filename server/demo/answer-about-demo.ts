import { DEMO_QUESTIONS } from "#lib/domain/demo-state.ts";
import type { Demo } from "./demo.ts";

/** Answers what a dashboard asks about the demo, `{ demo: question, id }`, by `{ demoState, id }`. */
export function answerAboutDemo(demo: Demo): (message: unknown, answer: (message: object) => void) => void {
  return (message, answer) => {
    if (typeof message !== "object" || message === null || !("demo" in message) || !("id" in message)) return;
    const question = DEMO_QUESTIONS.find((known) => known === message.demo);
    if (question === undefined) return;
    if (question === "start") demo.start();
    if (question === "remove") demo.remove();
    answer({ demoState: demo.state, id: message.id });
  };
}
