/** The id in a segment of an address; null when it is not one that can be asked for. */
export function decodeId(encoded: string): string | null {
  try {
    const id = decodeURIComponent(encoded);
    return id.includes("\0") ? null : id;
  } catch {
    return null;
  }
}
