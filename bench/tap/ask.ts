import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Somebody who answers Chat Completions, perhaps by passing them on. */
export interface Target {
  readonly label: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Moments of one answer on the clock of `performance.now()`. */
export interface Answer {
  readonly askedAtMs: number;
  readonly firstTokenAtMs: number;
  readonly endedAtMs: number;
}

const END = Buffer.from("0\r\n\r\n");

/** A connection that asks one thing after the other, with as little of its own as can be. */
export class Asker {
  readonly #socket: Socket;
  readonly #target: Target;

  private constructor(socket: Socket, target: Target) {
    this.#socket = socket;
    this.#target = target;
  }

  static async open(target: Target): Promise<Asker> {
    const socket = connect({ port: target.port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new Asker(socket, target);
  }

  /** Rejects when the connection ends before the answer does. */
  ask(model: string): Promise<Answer> {
    const { path, headers, port } = this.#target;
    const socket = this.#socket;
    const body = JSON.stringify({ model, stream: true, messages: [{ role: "user", content: "say hi" }] });
    const lines = Object.entries({
      host: `127.0.0.1:${port}`,
      "content-type": "application/json",
      authorization: "Bearer made-up",
      ...headers,
      "content-length": String(body.length),
    }).map(([name, value]) => `${name}: ${value}`);
    return new Promise((resolve, reject) => {
      let firstTokenAtMs: number | null = null;
      let head = "";
      const over = (error: Error) => {
        socket.off("data", onData);
        reject(error);
      };
      const onClose = () =>
        over(new Error(`${this.#target.label} closed the connection after: ${head.slice(0, 300)}`));
      const onData = (bytes: Buffer) => {
        const atMs = performance.now();
        if (firstTokenAtMs === null) {
          head += bytes.toString("latin1");
          if (/^HTTP\/1\.1 [^2]/.test(head))
            over(new Error(`${this.#target.label} answers: ${head.slice(0, 600)}`));
          if (head.includes("token")) firstTokenAtMs = atMs;
        }
        if (firstTokenAtMs === null || bytes.subarray(-END.byteLength).compare(END) !== 0) return;
        socket.off("data", onData);
        socket.off("close", onClose);
        resolve({ askedAtMs, firstTokenAtMs, endedAtMs: atMs });
      };
      socket.on("data", onData);
      socket.once("close", onClose);
      const askedAtMs = performance.now();
      socket.write(`POST ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
