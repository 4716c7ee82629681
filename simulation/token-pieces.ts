const SENTENCE = [
  "This",
  " answer",
  " comes",
  " from",
  " a",
  " simulation",
  " on",
  " loopback",
  ",",
  " not",
  " a",
  " model",
  ". ",
];

/** Text of so many tokens, one piece a token, that says it comes from a simulation. */
export function simulatedText(tokens: number): readonly string[] {
  return Array.from({ length: tokens }, (_, index) => SENTENCE[index % SENTENCE.length] ?? "");
}

/** Arguments of a tool call cut into pieces of four characters, one piece a token. */
export function argumentPieces(text: string): readonly string[] {
  return text.match(/.{1,4}/gsu) ?? [];
}
