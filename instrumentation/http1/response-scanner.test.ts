import fc from "fast-check";
import { expect, test } from "vitest";
import { ResponseScanner } from "./response-scanner.ts";

function scan(method: string, bytes: Buffer, cuts: readonly number[] = []) {
  const heads: number[] = [];
  const payload: Uint8Array[] = [];
  const scanner = new ResponseScanner(method, {
    onHead: (status) => heads.push(status),
    onPayload: (part) => payload.push(Buffer.from(part)),
  });
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let taken = 0;
  let from = 0;
  for (const to of [...places, bytes.length]) {
    if (!scanner.isDone && !scanner.isUpgraded) taken += scanner.push(bytes.subarray(from, to));
    from = to;
  }
  return { heads, payload: Buffer.concat(payload).toString("latin1"), taken, scanner };
}

const cutsOf = fc.array(fc.nat(1_000), { maxLength: 12 });
const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
const HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";

test("informational answers come before the one that counts, however the bytes are cut", () => {
  const sized = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  const chunked = "HTTP/1.1 429 Slow Down\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(CONTINUE, HINTS), { maxLength: 3 }),
      fc.constantFrom(sized, chunked),
      cutsOf,
      (before, answer, cuts) => {
        const whole = [...before, answer].join("");
        const { heads, payload, taken, scanner } = scan("POST", Buffer.from(`${whole}HTTP/1.1 200`), cuts);
        expect(heads).toHaveLength(before.length + 1);
        expect({ payload, taken, done: scanner.isDone }).toEqual({
          payload: "hello",
          taken: whole.length,
          done: true,
        });
      },
    ),
  );
});

test("after a 101 everything is of another protocol", () => {
  const head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
  fc.assert(
    fc.property(cutsOf, (cuts) => {
      const { heads, payload, taken, scanner } = scan("GET", Buffer.from(`${head}frames`), cuts);
      expect({ heads, payload, taken, isUpgraded: scanner.isUpgraded }).toEqual({
        heads: [101],
        payload: "",
        taken: head.length,
        isUpgraded: true,
      });
    }),
  );
});

test("an answer that cannot be followed ends with the connection, and nothing is thrown", () => {
  for (const bytes of [
    "220 mail.example\r\n\r\n",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
  ]) {
    const { scanner, taken } = scan("POST", Buffer.from(bytes));
    expect({ until: scanner.isUntilClose, done: scanner.isDone, taken }).toEqual({
      until: true,
      done: false,
      taken: bytes.length,
    });
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), cutsOf, (bytes, cuts) => {
      scan("POST", Buffer.from(bytes), cuts);
      scan(
        "POST",
        Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"), bytes]),
        cuts,
      );
    }),
  );
});
