import { describeDataExtent } from "#lib/analytics/describe-meta.ts";
import { type RawParams, readRawParams } from "./raw-params.ts";
import { ParameterError } from "./search-params.ts";

type NextParams = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** What a page is asked for: a question, an address that cannot be read, or anything while there is no data. */
export type PageQuestion<Q> =
  | { readonly state: "asked"; readonly raw: RawParams; readonly question: Q; readonly lastMs: number }
  | { readonly state: "noData"; readonly raw: RawParams }
  | { readonly state: "badAddress"; readonly message: string };

/**
 * Reads the address of a page and looks whether there is any data, of the kind the page shows. Throws when the
 * database is not reachable.
 */
export async function readPageQuestion<Q>(
  searchParams: NextParams,
  read: (raw: RawParams, nowMs: number) => Q,
  describeExtent: () => Promise<{ readonly lastMs: number | null }> = describeDataExtent,
): Promise<PageQuestion<Q>> {
  const raw = readRawParams(await searchParams);
  try {
    const question = read(raw, Date.now());
    const { lastMs } = await describeExtent();
    return lastMs === null ? { state: "noData", raw } : { state: "asked", raw, question, lastMs };
  } catch (error) {
    if (error instanceof ParameterError) return { state: "badAddress", message: error.message };
    throw error;
  }
}
