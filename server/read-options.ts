import { StartError } from "./start-error.ts";

/** What `npm start` was told behind `--`. */
export interface StartOptions {
  /** Whether the demo is to be there from the start. */
  readonly demo: boolean;
}

/** Reads the words behind the program's name. Throws StartError for one that it does not know. */
export function readOptions(words: readonly string[]): StartOptions {
  const unknown = words.find((word) => word !== "--demo");
  if (unknown !== undefined)
    throw new StartError(`There is no option ${unknown}: leave it away, or use --demo`);
  return { demo: words.includes("--demo") };
}
