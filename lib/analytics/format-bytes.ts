import { UNKNOWN } from "./format-duration.ts";

const MIB = 1024 * 1024;

/** A number of bytes for people: "0 B", "12 KiB", "3.4 MiB", "128 MiB". */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return UNKNOWN;
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < MIB) return `${Math.round(bytes / 1024)} KiB`;
  return `${(bytes / MIB).toFixed(bytes < 99.5 * MIB ? 1 : 0)} MiB`;
}
