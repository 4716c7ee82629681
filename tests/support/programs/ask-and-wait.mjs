// Asks once and then goes on living: `node ask-and-wait.mjs URL`.
const [url] = process.argv.slice(2);
const answer = await fetch(`${url}/v1/responses`, {
  method: "POST",
  body: JSON.stringify({ model: "waiting", input: "say hi", stream: true }),
});
await answer.text();
process.stdout.write(`${"answered"}\n`);
setInterval(() => {}, 1000);
