/**
 * A stream of numbers in [0, 1) that is the same for the same words (sfc32). Its 128 bits of state let a history have a
 * stream for each person, day and session without any two of them running into each other, as a state of 32 would.
 */
export function randomStream(...words: readonly number[]): () => number {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (const word of words) {
    a ^= Math.imul(word | 0, 0x85ebca6b);
    b ^= Math.imul(Math.floor(word / 2 ** 32), 0xc2b2ae35);
    for (let round = 0; round < 4; round += 1) next();
  }
  for (let round = 0; round < 12; round += 1) next();
  return next;
}
