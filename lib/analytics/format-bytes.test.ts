import { expect, test } from "vitest";
import { formatBytes } from "./format-bytes.ts";

test.each([
  [null, "–"],
  [0, "0 B"],
  [2048, "2 KiB"],
  [3.4 * 1024 * 1024, "3.4 MiB"],
  [128 * 1024 * 1024, "128 MiB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
