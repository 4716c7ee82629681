import { type RawParams, readRawParams } from "#app/raw-params.ts";
import { ParameterError, refuseUnknownParams } from "#app/search-params.ts";
import { isDatabaseUnreachable } from "#lib/analytics/is-database-unreachable.ts";
import { recordAudit } from "#lib/analytics/settings/record-audit.ts";

const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/**
 * Answers a GET request: reads its parameters, of which only the allowed ones may be given, and turns what goes wrong
 * into the error answer that the API promises.
 */
export async function answer(
  request: Request,
  allowed: readonly string[],
  respond: (raw: RawParams) => Promise<Response>,
): Promise<Response> {
  try {
    const raw = readRawParams(new URL(request.url).searchParams);
    refuseUnknownParams(raw, allowed);
    const response = await respond(raw);
    // What leaves as a file is written down before it does.
    if (response.headers.get("content-type")?.startsWith("text/csv"))
      await recordAudit({
        action: "export",
        subject: new URL(request.url).pathname,
        before: null,
        after: Object.fromEntries(raw),
      });
    return response;
  } catch (error) {
    if (error instanceof ParameterError) return answerError(400, "badParameter", error.message);
    if (isDatabaseUnreachable(error))
      return answerError(503, "databaseUnreachable", "The database is not reachable");
    process.stderr.write(
      `${new URL(request.url).pathname}: ${error instanceof Error ? error.stack : error}\n`,
    );
    return answerError(500, "internal", "Something went wrong on the server; its log says what");
  }
}

/** An answer in JSON that is never cached. */
export function answerJson(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json(body, { status, headers: { ...HEADERS, ...headers } });
}

/** An answer in CSV, offered as a file of this name. */
export function answerCsv(
  body: string,
  name: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, {
    headers: {
      ...HEADERS,
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="${name}.csv"`,
      ...headers,
    },
  });
}

/** The one shape of every error of the API. */
export function answerError(status: number, code: string, message: string): Response {
  return answerJson({ error: { code, message } }, status);
}
