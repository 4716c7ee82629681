/** A command that the page offers now. */
export interface PageCommand {
  readonly group: string;
  readonly name: string;
  /** What to type, one after the other; null when it has no keys. */
  readonly keys: string | null;
  readonly run: () => void;
}

/** The commands of the page as it is now: every link and button that says it is one, in their order. */
export function pageCommands(): readonly PageCommand[] {
  return [...document.querySelectorAll<HTMLElement>("[data-command]")].map((element) => ({
    group: element.dataset["commandGroup"] ?? "",
    name: element.dataset["command"] ?? "",
    keys: element.dataset["keys"] ?? null,
    run: () => {
      if (element instanceof HTMLInputElement || element instanceof HTMLSelectElement) element.focus();
      else element.click();
    },
  }));
}
