import { answer, answerError, answerJson } from "#app/api/answer.ts";
import { presentTurn } from "#app/api/present-turn.ts";
import { describeTurn } from "#lib/analytics/describe-turn.ts";

/** One turn with everything that happened in it. */
export function GET(request: Request, { params }: RouteContext<"/api/v1/turns/[id]">): Promise<Response> {
  return answer(request, [], async () => {
    const { id } = await params;
    const turn = id.includes("\0") ? null : await describeTurn(id);
    if (!turn) return answerError(404, "turnNotFound", "There is no turn of this id");
    return answerJson(presentTurn(turn));
  });
}
