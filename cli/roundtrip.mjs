#!/usr/bin/env node
// Runs the command line on the Node 24 among the dependencies, from whichever Node this is.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = process.platform === "win32" ? "node.exe" : "node";
const installed = [join("node", "bin"), ".bin"].map((folder) => join(root, "node_modules", folder, file));
const own = Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : undefined;
const node = installed.find((path) => existsSync(path)) ?? own;
if (node === undefined) {
  console.error(`Roundtrip is not installed yet: run npm ci in ${root} first`);
  process.exit(1);
}
const child = spawn(node, [join(root, "cli", "main.ts"), ...process.argv.slice(2)], {
  // The channel tells the child when this process is gone, however it ended.
  stdio: ["inherit", "inherit", "inherit", "ipc"],
});
// A terminal tells the child itself; whoever kills only this one means both.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`Roundtrip cannot start: ${error.message}`);
  process.exit(1);
});
child.on("close", (code) => process.exit(code ?? 1));
