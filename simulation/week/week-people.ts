import { accountOfHeaders } from "#simulation/limits/account-of-headers.ts";
import type { WeekPerson } from "./week-history.ts";

const CODEX_NAMES = [
  ["ada", "engines"],
  ["alan", "engines"],
  ["barbara", "engines"],
  ["claude", "engines"],
  ["donald", "engines"],
  ["edsger", "engines"],
  ["frances", "compilers"],
  ["grace", "compilers"],
  ["hedy", "compilers"],
  ["ida", "compilers"],
  ["john", "compilers"],
  ["katherine", "networks"],
  ["leslie", "networks"],
  ["margaret", "networks"],
] as const;

const SDK_NAMES = [
  ["niklaus", "compilers"],
  ["radia", "networks"],
  ["robin", "networks"],
  ["sophie", "networks"],
  ["tony", "engines"],
  ["vint", "compilers"],
] as const;

/** The twenty: 14 with a subscription of their own, 6 who share an API account, in three teams. */
export function weekPeople(): readonly WeekPerson[] {
  const codex = CODEX_NAMES.map(([name, team]) =>
    person("codex", name, team, {
      "user-agent": "codex_cli_rs/0.169.0 (Linux; x86_64)",
      authorization: `Bearer made-up-${name}`,
      "chatgpt-account-id": `account-${name}`,
    }),
  );
  const sdk = SDK_NAMES.map(([name, team]) =>
    person("sdk", name, team, {
      "user-agent": "OpenAI/7.5.0",
      authorization: "Bearer made-up-key",
    }),
  );
  return [...codex, ...sdk];
}

function person(
  way: WeekPerson["way"],
  name: string,
  team: string,
  headers: Readonly<Record<string, string>>,
): WeekPerson {
  return { name, team, way, account: accountOfHeaders(headers) ?? name, headers };
}
