import { answer, answerJson } from "#app/api/answer.ts";
import { listViews } from "#lib/analytics/settings/list-views.ts";

/** The saved views: names, and where they lead. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [], async () => answerJson({ views: await listViews() }));
}
