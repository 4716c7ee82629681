import { type Presentation, tellPerson } from "#lib/domain/settings/presentation.ts";
import type { AuditEntry } from "#lib/store/settings/audit-entries.ts";
import { KIND_NAMES } from "../kind-names.ts";

/** One thing that changed, in words; null where there was or is nothing. */
export interface AuditLine {
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
}

const TITLES: Readonly<Record<string, string>> = {
  tierRules: "Tier rules",
  people: "How people are shown",
  names: "Names",
  retentionDays: "How long data is kept",
  views: "Saved views",
};

const FIELDS: Readonly<Record<string, string>> = KIND_NAMES;

/** Says what an entry of the audit log is about and what it changed, people as privacy has them now. */
export function prepareAuditLines(
  { action, subject, before, after }: Pick<AuditEntry, "action" | "subject" | "before" | "after">,
  presentation: Presentation,
): { readonly title: string; readonly lines: readonly AuditLine[] } {
  const title = TITLES[subject] ?? subject;
  if (action === "export") return { title, lines: exportLines(after, presentation) };
  if (subject === "tierRules") return { title, lines: ruleLines(before, after) };
  if (subject === "names") return { title, lines: nameLines(before, after, presentation) };
  if (subject === "views") return { title, lines: viewLines(before, after) };
  if (isRecord(before) || isRecord(after))
    return {
      title,
      lines: fieldLines(before, after).map(({ what, ...line }) => ({ what: FIELDS[what] ?? what, ...line })),
    };
  return { title, lines: [{ what: "", from: sayValue(before), to: sayValue(after) }] };
}

function exportLines(after: unknown, { people }: Presentation): readonly AuditLine[] {
  const asked = entriesOf(after);
  const comparesPeople = asked.some(([name, value]) => name === "dimension" && sayValue(value) === "person");
  const isOfPeople = (name: string) =>
    /(^|\.)person$/.test(name) || (comparesPeople && (name === "a" || name === "b"));
  return asked.map(([what, value]) => ({
    what,
    from: null,
    to: isOfPeople(what) && people !== "name" ? "not shown" : sayValue(value),
  }));
}

/** Rules are compared by place, so that one that moved is told at both. */
function ruleLines(before: unknown, after: unknown): readonly AuditLine[] {
  const [old, fresh] = [listOf(before), listOf(after)];
  return Array.from({ length: Math.max(old.length, fresh.length) }, (_, at) => ({
    what: `Rule ${at + 1}`,
    from: sayRule(old[at]),
    to: sayRule(fresh[at]),
  })).filter(({ from, to }) => from !== to);
}

function sayRule(rule: unknown): string | null {
  if (rule === undefined) return null;
  const { tier, ...patterns } = Object.fromEntries(entriesOf(rule));
  const conditions = Object.entries(patterns).map(([field, pattern]) => `${field} ${sayValue(pattern)}`);
  return `${sayValue(tier)}: ${conditions.length > 0 ? conditions.join(", ") : "everything else"}`;
}

function nameLines(before: unknown, after: unknown, presentation: Presentation): readonly AuditLine[] {
  const [old, fresh] = [Object.fromEntries(entriesOf(before)), Object.fromEntries(entriesOf(after))];
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].flatMap((dimension) =>
    fieldLines(old[dimension], fresh[dimension]).map((line) => {
      if (dimension !== "person" || presentation.people === "name")
        return { ...line, what: `${dimension} ${line.what}` };
      const told = tellPerson(presentation, line.what) ?? "not shown";
      return { what: `person ${told}`, from: line.from && "not shown", to: line.to && "not shown" };
    }),
  );
}

/** Only the names: an address may tell of people. */
function viewLines(before: unknown, after: unknown): readonly AuditLine[] {
  const hrefs = (views: unknown) =>
    new Map(
      listOf(views)
        .map((view) => Object.fromEntries(entriesOf(view)))
        .map(({ name, href }) => [String(name), href]),
    );
  const [old, fresh] = [hrefs(before), hrefs(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((name) => old.get(name) !== fresh.get(name))
    .map((name) => ({
      what: name,
      from: old.has(name) ? "a view" : null,
      to: fresh.has(name) ? (old.has(name) ? "another view" : "a view") : null,
    }));
}

function fieldLines(before: unknown, after: unknown): readonly AuditLine[] {
  const [old, fresh] = [new Map(entriesOf(before)), new Map(entriesOf(after))];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((what) => ({ what, from: sayValue(old.get(what)), to: sayValue(fresh.get(what)) }))
    .filter(({ from, to }) => from !== to);
}

function sayValue(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(String).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
