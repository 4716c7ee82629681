"use client";

import { useEffect } from "react";

/** Goes to an address as soon as it is drawn, so that the page it is on is no step back. */
export function GoThere({ url }: { readonly url: string }) {
  useEffect(() => window.location.replace(url), [url]);
  return null;
}
