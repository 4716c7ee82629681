import { answer, answerJson } from "#app/api/answer.ts";
import { presentWhatIf } from "#app/api/present-what-if.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { readQuestion } from "#app/search-params.ts";
import { readScenario, SCENARIO_PARAMS, TURN_PARAMS } from "#app/what-if-params.ts";
import { whatIf } from "#lib/analytics/what-if.ts";

/** What the turns of a window would have taken with another tier, transport or limits: a model, with its assumptions. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...TURN_PARAMS, ...SCENARIO_PARAMS], async (raw) => {
    const question = readQuestion(raw, Date.now());
    const scenario = readScenario(raw);
    const told = await whatIf({ ...question, scenario });
    return answerJson({ window: presentWindow(question.window), scenario, ...presentWhatIf(told) });
  });
}
