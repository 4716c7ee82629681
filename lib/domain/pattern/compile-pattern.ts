import { parsePattern } from "./parse-pattern.ts";
import { PatternError, type PatternNode } from "./pattern-node.ts";

/** Longer patterns are refused. */
export const PATTERN_MAX_LENGTH = 200;
/** A pattern that would need more steps than this, all its repetitions written out, is refused. */
const STEPS_MAX = 1_000;

/** A step of a pattern: takes a character, goes on at several places, or is the end. */
type Step =
  | { readonly take: (character: string) => boolean }
  | { readonly goTo: readonly number[] }
  | { readonly isEnd: true };

/**
 * Turns a pattern into a test of whole texts, upper and lower case alike. The test follows all ways through the pattern
 * at once (K. Thompson, "Regular Expression Search Algorithm", CACM 11 (6), 1968), so that its time grows with the length of
 * the text times that of the pattern, whatever the pattern; a backtracking one may need ages for `(a+)+b`. Throws
 * PatternError.
 */
export function compilePattern(text: string): (value: string) => boolean {
  if (text.length > PATTERN_MAX_LENGTH)
    throw new PatternError(`It is longer than ${PATTERN_MAX_LENGTH} characters`);
  const steps = layOut(parsePattern(text));
  return (value) => matches(steps, value);
}

function layOut(node: PatternNode): readonly Step[] {
  const steps: Step[] = [];
  let visits = 0;
  const add = (step: Step): number => steps.push(step) - 1;

  const emit = (part: PatternNode): void => {
    visits += 1;
    if (Math.max(visits, steps.length) > STEPS_MAX)
      throw new PatternError("It repeats so much that it would take too long");
    switch (part.kind) {
      case "character":
        add({ take: part.accepts });
        return;
      case "sequence":
        for (const one of part.parts) emit(one);
        return;
      case "choice":
        emitChoice(part.options);
        return;
      case "repeat":
        emitRepeat(part);
    }
  };

  const emitChoice = (options: readonly PatternNode[]): void => {
    const fork: number[] = [];
    const ends: number[][] = [];
    add({ goTo: fork });
    for (const option of options) {
      fork.push(steps.length);
      emit(option);
      const end: number[] = [];
      ends.push(end);
      add({ goTo: end });
    }
    for (const end of ends) end.push(steps.length);
  };

  const emitRepeat = ({ part, min, max }: Extract<PatternNode, { kind: "repeat" }>): void => {
    for (let count = 0; count < min; count += 1) emit(part);
    if (max === null) {
      const fork: number[] = [steps.length + 1];
      const start = add({ goTo: fork });
      emit(part);
      add({ goTo: [start] });
      fork.push(steps.length);
      return;
    }
    const forks: number[][] = [];
    for (let count = min; count < max; count += 1) {
      const fork: number[] = [steps.length + 1];
      forks.push(fork);
      add({ goTo: fork });
      emit(part);
    }
    for (const fork of forks) fork.push(steps.length);
  };

  emit(node);
  add({ isEnd: true });
  return steps;
}

function matches(steps: readonly Step[], value: string): boolean {
  let places = reach(steps, [0]);
  for (const character of value) {
    if (places.length === 0) return false;
    const next: number[] = [];
    for (const place of places) {
      const step = steps[place];
      if (step !== undefined && "take" in step && step.take(character)) next.push(place + 1);
    }
    places = reach(steps, next);
  }
  return places.some((place) => "isEnd" in (steps[place] ?? {}));
}

/** The places where a character is taken, or that are the end, that these places lead to; each once. */
function reach(steps: readonly Step[], from: readonly number[]): readonly number[] {
  const seen = new Set<number>();
  const open = [...from];
  const found: number[] = [];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const step = steps[place];
    if (step !== undefined && "goTo" in step) open.push(...step.goTo);
    else found.push(place);
  }
  return found;
}
