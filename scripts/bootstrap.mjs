// Brings a fresh checkout to where it can start, test or verify, with nothing but Node 20 and npm on the machine.
// Everything after it runs on the Node 24 that it installs.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { lockCheckout } from "./lock-checkout.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inRoot = (...names) => join(root, ...names);
const cacheDir = inRoot(".cache");
const [command = "start", ...args] = process.argv.slice(2);

const quiet = {
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
  ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }),
};
const baseEnvironment = { ...process.env, ...quiet };
// Prisma looks for an engine that it would otherwise download; nothing here ever runs it.
const prismaEnvironment = { ...baseEnvironment, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath };

let current = null;
let interrupted = false;
let unlock = () => undefined;

if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(
    `Roundtrip needs Node 20 or newer, and this is ${process.version}: install a newer one from nodejs.org`,
  );
  process.exit(1);
}
process.on("exit", () => unlock());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => interrupt(signal));
watchNpm();

try {
  if (command === "start") await start();
  else if (command === "test") await test();
  else if (command === "verify") await verify();
  else if (command === "tap" || command === "watch") await cli(command);
  else fail(`There is no "${command}": it is start, test, verify, tap or watch`);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

async function start() {
  await prepare({ build: true, beforeBuild: preflight });
  // The channel tells the supervisor when this process is gone, however it ended.
  const result = await run(node24(), [inRoot("server", "start.ts"), ...args], {
    cwd: process.cwd(),
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  process.exit(result.code);
}

/** Tells about a used port or a wrong setting before a build, not after it. */
async function preflight() {
  const { code } = await run(node24(), [inRoot("server", "preflight.ts")], {
    cwd: process.cwd(),
    stdio: "inherit",
  });
  if (code !== 0) process.exit(code);
}

async function cli(name) {
  await prepare({ database: false, build: false });
  const result = await run(node24(), [inRoot("cli", "main.ts"), name, ...args], {
    cwd: process.cwd(),
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  process.exit(result.code);
}

async function test() {
  await prepare({ build: true });
  const report = join(cacheDir, `test-result-${process.pid}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const result = await runTool("vitest", ["run", ...reporters, ...args], { stdio: "inherit" });
  console.log(closingLine(report));
  rmSync(report, { force: true });
  process.exit(result.code);
}

async function verify() {
  await prepare({ build: false });
  const steps = [
    ["Style and layers", "@biomejs/biome", ["check"]],
    ["Route types", "next", ["typegen"]],
    ["Types", "typescript", ["--noEmit", "-p", "."]],
    ["Unit tests", "vitest", ["run", "--project", "unit"]],
  ];
  let failures = 0;
  const report = async (name, running) => {
    const { code, output } = await running;
    if (code !== 0) failures += 1;
    console.log(code === 0 ? `${name}: fine` : `${output.trimEnd()}\n${name}: failed`);
  };
  for (const [name, tool, toolArgs] of steps) await report(name, runTool(tool, toolArgs));
  const docs = inRoot("scripts", "check-docs.ts");
  if (existsSync(docs)) await report("Documents", run(node24(), [docs]));
  process.exit(failures === 0 ? 0 : 1);
}

/** Installs, generates and builds, each only when what it depends on has changed. */
async function prepare({ build, database = true, beforeBuild = async () => undefined }) {
  unlock = await lockCheckout(join(cacheDir, "bootstrap.lock"));
  await install();
  if (database) await generate();
  if (build) await buildPages(beforeBuild);
  unlock();
  unlock = () => undefined;
}

async function install() {
  const stamp = inRoot("node_modules", ".roundtrip-installed");
  const wanted = `${hash(["package-lock.json"])} ${process.platform}-${process.arch}`;
  if (read(stamp) === wanted) return;
  if (isInstalledByHand()) return writeFileSync(stamp, wanted);
  console.log("Installing dependencies, which takes a minute the first time");
  const options = ["--include=dev", "--ignore-scripts=false", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath ?? "";
  const [program, first] = basename(npm).startsWith("npm-cli") ? [process.execPath, [npm]] : ["npm", []];
  const { NODE_ENV: _, ...environment } = prismaEnvironment;
  const shell = program === "npm" && process.platform === "win32";
  await mustRun("npm ci", run(program, [...first, "ci", ...options], { env: environment, shell }));
  writeFileSync(stamp, wanted);
}

/** Somebody ran npm themselves after the last change of the lock file. */
function isInstalledByHand() {
  const marker = inRoot("node_modules", ".package-lock.json");
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(inRoot("package-lock.json")).mtimeMs;
}

async function generate() {
  const stamp = inRoot("prisma", "generated", ".stamp");
  const wanted = hash(["prisma/schema.prisma", "node_modules/prisma/package.json"]);
  if (read(stamp) === wanted) return;
  console.log("Generating the database client");
  await mustRun("prisma generate", runTool("prisma", ["generate"], { env: prismaEnvironment }));
  writeFileSync(stamp, wanted);
}

async function buildPages(beforeBuild) {
  const stamp = inRoot(".next", "roundtrip-built");
  const files = ["package-lock.json", "prisma/schema.prisma", "next.config.ts", "tsconfig.json", "proxy.ts"];
  const wanted = hash([...files, "app", "lib", "instrumentation", "public"]);
  if (read(stamp) === wanted) return;
  await beforeBuild();
  console.log("Building the dashboard, once for each change of its code");
  rmSync(stamp, { force: true });
  // A build must not depend on whoever's database is set at the moment.
  const { DATABASE_URL: _, ...environment } = { ...baseEnvironment, NODE_ENV: "production" };
  await mustRun("next build", runTool("next", ["build"], { env: environment }));
  writeFileSync(stamp, wanted);
}

/** SHA-256 over the names and contents of files and folders; tests and what is missing do not count. */
function hash(paths) {
  const sum = createHash("sha256");
  const add = (path) => {
    const found = statSync(inRoot(path), { throwIfNoEntry: false });
    if (found === undefined) return;
    if (found.isDirectory()) for (const name of readdirSync(inRoot(path)).sort()) add(`${path}/${name}`);
    else if (!/\.test\.tsx?$/.test(path))
      sum
        .update(`${path}\0`)
        .update(readFileSync(inRoot(path)))
        .update("\0");
  };
  paths.forEach(add);
  return sum.digest("hex");
}

/** `37 passed, 0 failed`, with `, 2 skipped` when some were; a file that could not be loaded counts as failed. */
function closingLine(report) {
  const result = JSON.parse(read(report) ?? "{}");
  const {
    testResults = [],
    numPassedTests = 0,
    numPendingTests = 0,
    numTodoTests = 0,
    numFailedTests = 0,
  } = result;
  const broken = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = Math.max(numFailedTests + broken, result.success === true ? 0 : 1);
  const skipped = numPendingTests + numTodoTests;
  return `${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The Node 24 among the dependencies. */
function node24() {
  const file = process.platform === "win32" ? "node.exe" : "node";
  const found = [inRoot("node_modules", "node", "bin", file), inRoot("node_modules", ".bin", file)].find(
    existsSync,
  );
  if (found !== undefined) return found;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  return fail("Node 24 is missing from node_modules: delete node_modules and start again");
}

/** Runs the program of an installed package. */
function runTool(name, toolArgs, options = {}) {
  const { bin } = JSON.parse(readFileSync(inRoot("node_modules", name, "package.json"), "utf8"));
  return run(node24(), [inRoot("node_modules", name, Object.values(bin)[0]), ...toolArgs], options);
}

/** Runs a program to its end and resolves to its exit code and, unless it writes to the terminal, what it wrote. */
function run(program, programArgs, options = {}) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(program, programArgs, {
      cwd: root,
      env: baseEnvironment,
      stdio: ["ignore", "pipe", "pipe"],
      ...options,
    });
    current = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    child.on("close", (code, signal) => {
      current = null;
      resolve({ code: code ?? (signal === "SIGINT" ? 130 : 1), output });
    });
  });
}

async function mustRun(name, running) {
  const { code, output } = await running;
  if (interrupted) process.exit(130);
  if (code !== 0) fail(`${output.trimEnd()}\n${name} failed, see above`);
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

function interrupt(signal) {
  interrupted = true;
  if (current === null) process.exit(130);
  // Windows would end the child at once; there the terminal has already told it.
  if (process.platform !== "win32") current.kill(signal);
}

/** npm that was killed takes what it started with it; without npm, a start may well outlive its shell. */
function watchNpm() {
  const npm = ancestors().find(({ command }) => /\bnpm\b/.test(command));
  if (npm === undefined) return;
  const timer = setInterval(() => {
    if (ancestors().some(({ pid }) => pid === npm.pid)) return;
    clearInterval(timer);
    interrupt("SIGTERM");
  }, 1_000);
  timer.unref();
}

/** The parent and its parent, between which npm puts a shell; empty where the system does not tell. */
function ancestors() {
  const found = [];
  for (let pid = process.ppid; pid > 1 && found.length < 2; ) {
    const command = read(`/proc/${pid}/cmdline`)?.replaceAll("\0", " ");
    if (command === undefined) break;
    found.push({ pid, command });
    pid = Number(/^PPid:\s*(\d+)$/m.exec(read(`/proc/${pid}/status`) ?? "")?.[1] ?? 0);
  }
  return found;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
