/** How often a sequence goes on with another value than it just had: 0 for an empty one and for a single value. */
export function countSwitches<T>(sequence: readonly T[]): number {
  return sequence.filter((value, index) => index > 0 && value !== sequence[index - 1]).length;
}
