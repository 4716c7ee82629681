// A program that knows nothing of being measured: `node ask.mjs URL [model]` asks once, says how many bytes came, ends with 7.
const [url, model = "asked"] = process.argv.slice(2);
const answer = await fetch(`${url}/v1/responses`, {
  method: "POST",
  headers: { "content-type": "application/json", authorization: "Bearer made-up-key" },
  body: JSON.stringify({ model, input: "say hi", stream: true }),
});
process.stdout.write(`${(await answer.text()).length > 100 ? "answered" : "not answered"}\n`);
process.exitCode = 7;
