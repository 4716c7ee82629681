/** A command that cannot be carried out as it was given; the message is one line that says what to do about it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
