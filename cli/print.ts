/** Writes for a person to stdout. */
export function print(text: string): void {
  console.log(text);
}

/** Writes for a person to stderr. */
export function printError(text: string): void {
  console.error(text);
}
