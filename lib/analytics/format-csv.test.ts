import { expect, test } from "vitest";
import { formatCsv } from "./format-csv.ts";

test("cells follow RFC 4180, unknown is empty, and no text starts a formula", () => {
  const rows = [
    { name: 'say "hi", twice', value: 1.5, isKnown: true },
    { name: "two\r\nlines", value: null, isKnown: false },
    { name: "=1+1", value: -2, isKnown: true },
    { name: '@x,"y"', value: 0, isKnown: true },
    { name: "-1", value: 0, isKnown: true },
    { name: "\tx", value: 0, isKnown: true },
  ];
  expect(formatCsv(["name", "value", "isKnown"], rows)).toBe(
    [
      "name,value,isKnown",
      '"say ""hi"", twice",1.5,true',
      '"two\r\nlines",,false',
      "'=1+1,-2,true",
      `"'@x,""y""",0,true`,
      "'-1,0,true",
      "'\tx,0,true",
      "",
    ].join("\r\n"),
  );
});
