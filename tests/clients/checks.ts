/** Counts and prints what was checked by a script that is not a test file. */
export interface Checks {
  /** Prints the line when it failed, with the detail; returns whether it passed. */
  check(passes: boolean, what: string, detail?: string): boolean;
  say(line: string): void;
  /** Prints `N passed, N failed` and returns the exit code. */
  close(): number;
}

/** Starts with nothing checked. */
export function startChecks(): Checks {
  let passed = 0;
  let failed = 0;
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  return {
    say,
    check(passes, what, detail = "") {
      if (passes) passed += 1;
      else {
        failed += 1;
        say(`  FAILED ${what}${detail === "" ? "" : `: ${detail}`}`);
      }
      return passes;
    },
    close() {
      say(`${passed} passed, ${failed} failed`);
      return failed === 0 ? 0 : 1;
    },
  };
}

/** Lines of a table whose columns are as wide as they must be; the first column is text, the others stand right. */
export function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
}
