const PLACE = "single-keys";

/** Whether this browser's reader wants commands on single keys; who speaks to a computer may not (WCAG 2.2, 2.1.4). */
export function hasSingleKeys(): boolean {
  try {
    return localStorage.getItem(PLACE) !== "off";
  } catch {
    return true;
  }
}

/** Keeps what the reader wants in this browser. */
export function setSingleKeys(wanted: boolean): void {
  try {
    localStorage.setItem(PLACE, wanted ? "on" : "off");
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
}
