import { z } from "zod";
import type { RoundTripPosition } from "#lib/domain/round-trip-order.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";

/** Where a list goes on. The window is kept, because one that ends "now" moves between two pages. */
interface CursorContent {
  readonly after: RoundTripPosition;
  readonly window: TimeWindow;
}

const Content = z.tuple([
  z.string(),
  z.number().nullable(),
  z.string().refine((id) => !id.includes("\0")),
  z.number(),
  z.number(),
]);

/** Makes the opaque text that leads to the next page of a list of this order. */
export function writeCursor(sort: string, { after, window }: CursorContent): string {
  const content: z.input<typeof Content> = [sort, after.value, after.id, window.fromMs, window.toMs];
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}

/** Reads a cursor back; null when it is not one of ours, or belongs to another order. */
export function readCursor(cursor: string, sort: string): CursorContent | null {
  const parsed = Content.safeParse(jsonOf(Buffer.from(cursor, "base64url").toString()));
  if (!parsed.success || parsed.data[0] !== sort) return null;
  const [, value, id, fromMs, toMs] = parsed.data;
  return { after: { value, id }, window: { fromMs, toMs } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
