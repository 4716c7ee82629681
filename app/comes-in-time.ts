/** So long, in ms, the rest of a page waits for a part of it. */
const PATIENCE_MS = 150;

/** Whether an answer, or that there is none, comes before a reader would notice the wait; at once when it does. */
export async function comesInTime(answer: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<false>((over) => {
    timer = setTimeout(() => over(false), PATIENCE_MS);
  });
  const isAnswered = answer.then(
    () => true,
    () => true,
  );
  const isInTime = await Promise.race([isAnswered, patience]);
  clearTimeout(timer);
  return isInTime;
}
