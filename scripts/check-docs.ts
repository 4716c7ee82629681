// Fails when a document names a path of this repository that is not there, or an npm script that does not exist.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = dirname(import.meta.dirname);
const ROOMS = "app|lib|server|cli|prisma|instrumentation|simulation|tests|bench|docs|scripts";
const FILES = String.raw`[\w.-]+\.(?:ts|tsx|mjs|json|md|prisma|toml)`;
const documents = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((name) => name !== "" && existsSync(join(root, name)));
const scripts = new Set(
  Object.keys((JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object }).scripts),
);

const problems = documents.flatMap((document) => {
  const text = readFileSync(join(root, document), "utf8");
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? "");
  const linked = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target ?? "");
  const paths = quoted.filter((code) => new RegExp(`^(?:(?:${ROOMS})/[\\w./[\\]()-]*|${FILES})$`).test(code));
  const links = linked.filter((target) => !/^[a-z]+:/.test(target));
  return [
    ...paths.filter(
      (path) => !existsSync(join(root, path)) && !existsSync(join(root, dirname(document), path)),
    ),
    ...links.filter((target) => !existsSync(join(root, dirname(document), target))),
    ...quoted.flatMap((code) => {
      const script = /^npm (?:run )?(start|test|[a-z:-]+)(?: |$)/.exec(code)?.[1];
      return code.startsWith("npm ") &&
        script !== undefined &&
        !["ci", "install"].includes(script) &&
        !scripts.has(script)
        ? [code]
        : [];
    }),
  ].map((name) => `${document}: ${name} does not exist`);
});

for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
