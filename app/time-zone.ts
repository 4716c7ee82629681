import { cookies } from "next/headers";
import { cache } from "react";
import { TIME_ZONE_COOKIE } from "./time-zone-cookie.ts";

/**
 * The IANA zone in which pages show times: the reader's, once their browser has told it; until then that of the machine that
 * serves the pages, which for most is the same.
 */
export const pageTimeZone = cache(async (): Promise<string> => {
  const told = (await cookies()).get(TIME_ZONE_COOKIE)?.value;
  return told !== undefined && isTimeZone(told) ? told : serverTimeZone();
});

function serverTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(Intl.DateTimeFormat("en-US", { timeZone: name }));
  } catch {
    return false;
  }
}
