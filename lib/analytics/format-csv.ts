type Cell = string | number | boolean | null;

/**
 * Rows as RFC 4180 CSV with a header. Unknown is an empty cell. Text that a spreadsheet would take for a formula
 * gets an apostrophe in front.
 */
export function formatCsv<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, Cell>>[],
): string {
  const lines = [
    columns.join(","),
    ...rows.map((row) => columns.map((column) => formatCell(row[column])).join(",")),
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}

function formatCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
