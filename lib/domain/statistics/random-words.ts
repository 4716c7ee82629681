/**
 * A stream of 32-bit words (as signed integers) that is the same for the same seed: Chris Doty-Humphrey's
 * small fast counting generator (sfc32), which passes the usual batteries and costs some 2 ns a word.
 */
export function randomWords(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, 0x5bd1e995, 0x1b873593, 1];
  const next = (): number => {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + word;
    c |= 0;
    return word;
  };
  // Seeds that differ in one bit tell streams apart only after some rounds.
  for (let round = 0; round < 15; round++) next();
  return next;
}
