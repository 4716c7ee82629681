import { parseArgs } from "node:util";
import { fuzzDecoders } from "./fuzz-decoders.ts";

// Damages real exports by the thousand: node tests/fuzz/run.ts --count 100000 --seed 1

const CHUNK = 5_000;
const { values } = parseArgs({
  options: { count: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
});
const [count, firstSeed] = [Number(values.count), Number(values.seed)];
const total = { decoded: 0, malformed: 0, telling: 0 };
for (let done = 0; done < count; done += CHUNK) {
  const { decoded, malformed, telling } = fuzzDecoders(Math.min(CHUNK, count - done), firstSeed + done);
  total.decoded += decoded;
  total.malformed += malformed;
  total.telling += telling;
}
process.stdout.write(
  `${count} damaged exports: ${total.decoded} taken at least in part (${total.telling} told something), ${total.malformed} refused as malformed. None crashed, none let content through.\n`,
);
