/** Further down than this, in px, what comes anew at the top would move what is read. */
const TOP = 160;

/** Whether something new on the page would disturb its reader: who reads further down, types, marks text or has a window open. */
export function isReading(): boolean {
  const selection = document.getSelection();
  return (
    window.scrollY > TOP ||
    document.activeElement?.matches("input, select, textarea") === true ||
    (selection !== null && !selection.isCollapsed) ||
    document.querySelector("[role=dialog], [data-open-menu][open]") !== null
  );
}
