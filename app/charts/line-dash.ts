const DASHES = ["none", "7 3", "2 3", "10 3 2 3", "4 2", "12 4"] as const;

/** How the line of this number is dashed, so that lines can be told apart without their colours. */
export function lineDash(line: number): string {
  return DASHES[line % DASHES.length] ?? "none";
}
