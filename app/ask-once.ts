/**
 * Starts to answer a question that several parts of a page wait for. Should it fail before the first of them waits,
 * that is no failure that nobody handles: each of them will see it.
 */
export function askOnce<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}
