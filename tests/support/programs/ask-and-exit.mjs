// Asks once and ends at once, as many command-line programs do: `node ask-and-exit.mjs URL MODEL [stream]`.
const [url, model, stream] = process.argv.slice(2);
const answer = await fetch(`${url}/v1/responses`, {
  method: "POST",
  body: JSON.stringify({ model, input: "say hi", stream: stream === "stream" }),
});
await answer.text();
process.exit(3);
