import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** One side of a TCP connection, by its bytes. */
export interface RawPeer {
  readonly socket: Socket;
  /** All that came so far; texts are ISO 8859-1, so that each character is one byte. */
  text(): string;
  /** Resolves with all that came once it holds the text; rejects when the connection ends before. */
  until(text: string): Promise<string>;
  write(text: string | Uint8Array): void;
  /** Resolves with `end` when the other side has closed its half, or with the code of the error that broke it. */
  readonly ended: Promise<string>;
}

/** A server that does nothing by itself. */
export interface RawServer {
  readonly url: string;
  readonly port: number;
  /** Connections so far. */
  count(): number;
  /** The next connection that nobody has taken yet. */
  next(): Promise<RawPeer>;
}

/** Starts one for as long as the test runs. */
export async function startRawServer(): Promise<RawServer> {
  const waiting: RawPeer[] = [];
  const takers: ((peer: RawPeer) => void)[] = [];
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    accepted += 1;
    sockets.add(socket);
    const peer = peerOf(socket);
    const taker = takers.shift();
    if (taker === undefined) waiting.push(peer);
    else taker(peer);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    count: () => accepted,
    next() {
      const peer = waiting.shift();
      return peer === undefined ? new Promise((resolve) => takers.push(resolve)) : Promise.resolve(peer);
    },
  };
}

/** Connects to a server for as long as the test runs. */
export async function connectRaw(url: string): Promise<RawPeer> {
  const socket = connect({
    port: Number(new URL(url).port),
    host: "127.0.0.1",
    noDelay: true,
    allowHalfOpen: true,
  });
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return peerOf(socket);
}

function peerOf(socket: Socket): RawPeer {
  const chunks: Buffer[] = [];
  const listeners = new Set<() => void>();
  let how: string | null = null;
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const text = () => Buffer.concat(chunks).toString("latin1");
  const finish = (word: string) => {
    how ??= word;
    tell();
  };
  socket.on("data", (bytes) => {
    chunks.push(bytes);
    tell();
  });
  socket.on("end", () => finish("end"));
  socket.on("error", (error: NodeJS.ErrnoException) => finish(error.code ?? error.name));
  socket.on("close", () => finish("closed"));
  const when = <T>(look: () => T | null): Promise<T> =>
    new Promise((resolve, reject) => {
      const listener = () => {
        const found = look();
        if (found !== null) resolve(found);
        else if (how !== null) reject(new Error(`The connection is over (${how}) after: ${text()}`));
        else return;
        listeners.delete(listener);
      };
      listeners.add(listener);
      listener();
    });
  return {
    socket,
    text,
    until: (wanted) => when(() => (text().includes(wanted) ? text() : null)),
    write: (bytes) => void socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes),
    ended: when(() => how),
  };
}
