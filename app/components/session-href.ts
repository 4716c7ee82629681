import type { Route } from "next";

/** The address of a session's page. */
export function sessionHref(id: string): Route {
  return `/sessions/${encodeURIComponent(id)}` as Route;
}
