import { readFile } from "node:fs/promises";
import { z } from "zod";
import { cutUsage } from "#lib/domain/limits/cut-usage.ts";
import { RATE_LIMIT_WINDOW_KINDS } from "#lib/domain/rate-limit-reading.ts";
import type { BucketHistory } from "./simulate-bucket.ts";

const Recorded = z.array(
  z.object({
    label: z.string(),
    window: z.object({
      windowMinutes: z.number().positive(),
      kind: z.enum(RATE_LIMIT_WINDOW_KINDS),
      resolution: z.number().positive(),
    }),
    points: z.array(
      z.object({ atMs: z.number(), usedFraction: z.number(), resetsAtMs: z.number().nullable() }),
    ),
  }),
);

/**
 * Recorded histories of buckets that reset, from a JSON file: `[{ label, window: { windowMinutes, kind, resolution },
 * points: [{ atMs, usedFraction, resetsAtMs }] }]`. Throws when it is anything else.
 */
export async function readRecorded(file: string): Promise<BucketHistory[]> {
  const recorded = Recorded.parse(JSON.parse(await readFile(file, "utf8")));
  return recorded.map(({ label, window, points }) => {
    const windows = cutUsage(points, window);
    return {
      label,
      window,
      stepMs: window.windowMinutes * 200,
      points: windows.flatMap((one) => one.points),
      aftermath: (nowMs) => {
        const at = windows.findLastIndex((one) => (one.points[0]?.atMs ?? 0) <= nowMs);
        const current = windows[at];
        // The last window may not have ended when the recording did.
        if (current?.resetsAtMs == null || current.resetsAtMs <= nowMs || at === windows.length - 1)
          return null;
        const spentAtMs = current.points.find(({ usedFraction }) => usedFraction >= 1)?.atMs ?? null;
        if (spentAtMs !== null && spentAtMs <= nowMs) return null;
        const top = Math.max(...current.points.map(({ usedFraction }) => usedFraction));
        return { spentAtMs, endsAt: spentAtMs === null ? top : null, endMs: current.resetsAtMs };
      },
    };
  });
}
