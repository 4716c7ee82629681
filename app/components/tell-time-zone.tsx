"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { TIME_ZONE_COOKIE } from "#app/time-zone-cookie.ts";

const YEAR_S = 365 * 86_400;

/** Tells the server the reader's zone, and asks for the page again when its times are in another. */
export function TellTimeZone({ shown }: { readonly shown: string }) {
  const router = useRouter();
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (own === shown) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not in every browser that the page works in.
    document.cookie = `${TIME_ZONE_COOKIE}=${own}; path=/; max-age=${YEAR_S}; samesite=lax`;
    router.refresh();
  }, [router, shown]);
  return null;
}
