/** Writes one line for a person to stdout. The only place that does. */
export function print(line: string): void {
  console.log(line);
}

/** Writes one line for a person to stderr. */
export function printError(line: string): void {
  console.error(line);
}
