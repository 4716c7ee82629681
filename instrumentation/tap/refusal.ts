const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  431: "Request Header Fields Too Large",
  502: "Bad Gateway",
};

/** The tap itself answers a request, in one line that says so. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** The whole answer; the connection ends after it. */
  toBytes(): Buffer {
    const { status, message } = this;
    const body = `${JSON.stringify({ error: { type: "roundtrip_tap", message: `roundtrip tap: ${message}` } })}\n`;
    const head = [
      `HTTP/1.1 ${status} ${REASONS[status] ?? ""}`,
      "content-type: application/json",
      `content-length: ${Buffer.byteLength(body)}`,
      "connection: close",
    ];
    return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
  }
}
