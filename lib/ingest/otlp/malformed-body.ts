/** The body cannot be read as what it claims to be. The message is one sentence that names the broken rule. */
export class MalformedBody extends Error {
  override readonly name = "MalformedBody";
}
