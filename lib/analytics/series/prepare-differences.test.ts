import { expect, test } from "vitest";
import type { Finding } from "#lib/domain/what-differs/what-differs.ts";
import { prepareDifferences, sayNoFindings } from "./prepare-differences.ts";

const shares = { shareInSelection: 0.93, shareInRest: 0.12, lift: 7.75, strength: 0.6, q: 0.001 };

const version: Finding = {
  ...shares,
  kind: "value",
  dimension: "clientVersion",
  value: "0.170.0",
  direction: "more",
  selected: 93,
  selectedSessions: 20,
  also: [{ dimension: "transport", value: "websocket" }],
};

const names = (name: string) => name.toUpperCase();

test("a value is told with its shares, what else it goes by, and the filter that leads to it", () => {
  expect(prepareDifferences({ findings: [version] }, names)).toEqual([
    {
      key: "clientVersion/0.170.0/more",
      name: "CLIENTVERSION",
      value: "0.170.0",
      filter: { dimension: "clientVersion", value: "0.170.0" },
      inSelection: 0.93,
      inRest: 0.12,
      text: "93 % against 12 %, 7.8 ×",
      also: ["TRANSPORT websocket"],
    },
  ]);
});

test("a measure is told with its bound in its unit and has no filter; what only the selection has is said so", () => {
  const measure = { ...shares, kind: "measure", direction: "more", lift: null } as const;
  const rows = prepareDifferences(
    {
      findings: [
        { ...measure, measure: "inputTokens", threshold: 65_000 },
        { ...measure, measure: "ttftMs", threshold: 1_500, direction: "less", lift: 12.3 },
        { ...measure, measure: "decodeTokensPerSecond", threshold: 64.5 },
      ],
    },
    names,
  );
  expect(rows.map(({ value, text, filter }) => [value, text, filter])).toEqual([
    ["more than 65,000", "93 % against 12 %, only here", null],
    ["up to 1.50 s", "93 % against 12 %, 12 ×", null],
    ["more than 64.5 tok/s", "93 % against 12 %, only here", null],
  ]);
});

test("an unknown value is said to be one, and why nothing differs is said in words", () => {
  expect(prepareDifferences({ findings: [{ ...version, value: null }] }, names)[0]?.value).toBe("– unknown");
  expect(sayNoFindings("nothingDiffers")).toContain("chance");
});
