import type { SampleExport } from "#tests/support/sample-export.ts";
import type { TestCollector } from "#tests/support/test-collector.ts";

/** Sends exports as a client would, and waits until all of them are assembled. */
export async function sendSamples(collector: TestCollector, exports: readonly SampleExport[]): Promise<void> {
  for (const { signal, payload } of exports) {
    const answer = await collector.send({
      path: `/v1/${signal}`,
      headers: { "content-type": "application/json" },
      body: Buffer.from(JSON.stringify(payload)),
    });
    if (answer.status !== 200) throw new Error(`The collector answered ${answer.status}: ${answer.body}`);
  }
  while ((await collector.database.pendingAssembly.count()) > 0)
    await new Promise((done) => setTimeout(done, 50));
}
