// A program that knows no fetch: it asks once, and says at its very end whether Node has loaded undici meanwhile.
// `node ask-by-http.mjs URL`
// By `import`, Node would load undici with it, for the names that it has from there.
const { request } = process.getBuiltinModule("node:http");
const body = JSON.stringify({
  model: "by http",
  stream: true,
  messages: [{ role: "user", content: "say hi" }],
});
const asked = request(`${process.argv[2]}/v1/chat/completions`, {
  method: "POST",
  headers: { "content-type": "application/json", authorization: "Bearer made-up-key" },
});
asked.on("response", (answer) => answer.resume());
asked.end(body);
process.on("exit", () => {
  const isLoaded = process.moduleLoadList.some((name) => name.endsWith("internal/deps/undici/undici"));
  process.stdout.write(isLoaded ? "undici is loaded\n" : "undici is not loaded\n");
});
