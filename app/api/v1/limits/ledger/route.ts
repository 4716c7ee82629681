import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { LEDGER_FLAG_FIELDS, presentAudit, presentFlags } from "#app/api/present-ledger.ts";
import { readFormat, readQuestion } from "#app/search-params.ts";
import { auditLimits } from "#lib/analytics/audit-limits.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";

/** How the buckets moved in a window beside what the calls should have moved; in CSV, what was found wrong. */
export function GET(request: Request): Promise<Response> {
  return answer(request, ["window", "from", "to", "format"], async (raw) => {
    const format = readFormat(raw);
    const audit = await auditLimits(readQuestion(raw, Date.now()).window);
    if (format === "json") return answerJson(presentAudit(audit));
    return answerCsv(formatCsv(LEDGER_FLAG_FIELDS, audit.buckets.flatMap(presentFlags)), "ledger");
  });
}
