import type { Route } from "next";
import type { RawParams } from "./raw-params.ts";

/** Says that the period before is shown beside the window. */
export const COMPARE_PARAM = "compare";

/** Those that say which time is looked at, as the API takes them. */
export const TIME_PARAMS: readonly string[] = ["window", "from", "to"];

/** What replaces parameters of the present address; null takes one away. */
export type ParamChanges = Readonly<Record<string, string | readonly string[] | null>>;

/** The address of a path with the present parameters, some of them changed. Empty ones are left out. */
export function hrefWith(path: string, raw: RawParams, changes: ParamChanges = {}): Route {
  const params = new URLSearchParams();
  for (const [name, value] of [...Object.entries(Object.fromEntries(raw)), ...Object.entries(changes)]) {
    params.delete(name);
    for (const one of value === null ? [] : typeof value === "string" ? [value] : value) {
      if (one !== "") params.append(name, one);
    }
  }
  const query = params.toString();
  // Every caller names a path of ours; only the query is made here, which typed routes do not check.
  return (query ? `${path}?${query}` : path) as Route;
}

/** Only those parameters that say which time is looked at: what a link to another page takes along. */
export function windowParams(raw: RawParams): RawParams {
  return new Map([...raw].filter(([name]) => TIME_PARAMS.includes(name) || name === COMPARE_PARAM));
}
