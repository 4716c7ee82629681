import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { MetricPoint } from "#lib/domain/metric-point.ts";
import type { RateLimitReading } from "#lib/domain/rate-limit-reading.ts";
import { countPendingAssemblies } from "#lib/store/count-pending-assemblies.ts";
import type { Database } from "#lib/store/database.ts";
import { workOffTouched } from "#lib/store/rollups/work-off-touched.ts";
import { saveMetricPoints } from "#lib/store/save-metric-points.ts";
import { saveRateLimitReadings } from "#lib/store/save-rate-limit-readings.ts";
import { answerRequest, type Desk } from "./answer-request.ts";
import { Assembler } from "./assembler.ts";
import { BackgroundJob } from "./background-job.ts";
import { CollectorMetrics } from "./collector-metrics.ts";
import { startGrpcServer } from "./grpc-server.ts";
import { LatencyFigures } from "./latency-figures.ts";
import { MemoryBudget } from "./memory-budget.ts";
import { ObservationWriter, type WriterEvents } from "./observation-writer.ts";
import { OutageLine, reasonOf } from "./outage-line.ts";
import { RetentionJob } from "./retention-job.ts";
import { SerialWriter } from "./serial-writer.ts";

/** With this a backlog of any size keeps the process under 400 MB (bench/ingest.ts), the rest being Node and work under way. */
const PENDING_MAX_BYTES = 36 * 1024 * 1024;
/** The part of it that is for small requests. */
const RESERVE_BYTES = 4 * 1024 * 1024;
/** A sender has this long for a whole request, in ms, and a part of it for the headers. */
const REQUEST_MAX_MS = 30_000;
const HEADERS_MAX_MS = 10_000;
const TIMEOUT_CHECK_MS = 5_000;
const CONNECTIONS_MAX = 2_000;
/** At the end, requests that are still being received get this long, in ms. */
const CLOSE_MAX_MS = 5_000;
const DATABASE_ANSWER_MAX_MS = 2_000;
/** How often it is looked whether an hour is to be rolled up, in ms. */
const ROLL_UP_PAUSE_MS = 5_000;

export interface CollectorOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Of OTLP/gRPC; 0 takes any free port. */
  readonly grpcPort: number;
  /** Told in one line of what a person should know. */
  readonly say: (line: string) => void;
  /** The same database as openImpatientDatabase opens it, to drop what is older than what is kept; else nothing is dropped. */
  readonly impatient?: Database;
}

export interface Collector {
  readonly port: number;
  readonly grpcPort: number;
  /** Stops accepting, answers what was already received, and ends the background work. */
  close(): Promise<void>;
}

/** Starts to receive exports and to assemble what they bring. Rejects when the address cannot be bound. */
export async function startCollector(database: Database, options: CollectorOptions): Promise<Collector> {
  const { desk, writer, assembler, jobs } = furnish(database, options);
  let isClosing = false;
  const server = createServer(
    {
      requestTimeout: REQUEST_MAX_MS,
      headersTimeout: HEADERS_MAX_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    },
    (request, response) => {
      if (isClosing) response.setHeader("connection", "close");
      answerRequest(request, response, desk).catch(desk.surprised);
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.listen(options.port, options.host);
  await once(server, "listening");
  const grpc = await startGrpcServer(desk, options.grpcPort).catch((error) => {
    server.close();
    throw error;
  });
  assembler.start();
  for (const job of jobs) job.start();
  return {
    port: (server.address() as AddressInfo).port,
    grpcPort: grpc.port,
    close: async () => {
      isClosing = true;
      const closed = once(server, "close");
      server.close();
      const ended = Promise.race([closed, sleep(CLOSE_MAX_MS, undefined, { ref: false })]);
      await Promise.all([ended, grpc.close(CLOSE_MAX_MS)]);
      server.closeAllConnections();
      await Promise.all([writer.idle(), desk.metricWriter.idle(), desk.readingWriter.idle()]);
      await Promise.all([assembler.stop(), ...jobs.map((job) => job.stop())]);
    },
  };
}

/** Puts the parts together and lets them tell each other and the metrics what happened. */
function furnish(database: Database, { host, say, impatient }: CollectorOptions) {
  const budget = new MemoryBudget(PENDING_MAX_BYTES, RESERVE_BYTES);
  const outage = new OutageLine(
    say,
    "The collector cannot store anything now and asks clients to wait",
    "The collector stores again.",
  );
  const assemblyOutage = new OutageLine(say, "Assembly fails and is tried again", "Assembly works again.");
  const pendingAssemblies = () => withinReason(countPendingAssemblies(database));
  const latency = new LatencyFigures(database);
  const metrics = new CollectorMetrics({
    pendingBytes: () => budget.usedBytes,
    pendingMaxBytes: PENDING_MAX_BYTES,
    pendingAssemblies,
    latency: () => withinReason(latency.read()),
  });
  const assembler = new Assembler(database, {
    isPressed: () => writer.isPressed,
    worked: () => assemblyOutage.worked(),
    failed(error) {
      metrics.assemblyFailed("round");
      assemblyOutage.failed(error);
    },
    segmentFailed(error) {
      metrics.assemblyFailed("segment");
      say(`A segment could not be assembled: ${reasonOf(error)}`);
    },
  });
  const writerEvents: WriterEvents = {
    saved(result) {
      metrics.saved(result);
      outage.worked();
      if (result.stored > 0) assembler.wake();
    },
    failed(error, isRefused) {
      metrics.commitFailed(isRefused ? "data" : "database");
      if (isRefused) say(`The database refused the data of an export: ${reasonOf(error)}`);
      else outage.failed(error);
    },
  };
  const writer = new ObservationWriter(database, writerEvents);
  const metricWriter = new SerialWriter<MetricPoint>(
    (points) => saveMetricPoints(database, points),
    writerEvents,
  );
  const readingWriter = new SerialWriter<RateLimitReading>(
    (readings) => saveRateLimitReadings(database, readings),
    writerEvents,
  );
  const desk: Desk = {
    host,
    budget,
    writer,
    metricWriter,
    readingWriter,
    metrics,
    isDatabaseReachable: async () => (await pendingAssemblies()) !== null,
    surprised: (error) => say(`An export failed in an unforeseen way: ${reasonOf(error)}`),
  };
  const rollUpOutage = new OutageLine(say, "Rolling up fails and is tried again", "Rolling up works again.");
  const rollUps = new BackgroundJob({
    step: () => workOffTouched(database),
    pauseMs: ROLL_UP_PAUSE_MS,
    worked: () => rollUpOutage.worked(),
    failed: (error) => rollUpOutage.failed(error),
  });
  const retention = impatient === undefined ? [] : [new RetentionJob(database, impatient, { say, metrics })];
  return { desk, writer, assembler, jobs: [rollUps, ...retention] };
}

/** The answer of the database, or null when it gives none in reasonable time. */
async function withinReason<T>(answer: Promise<T>): Promise<T | null> {
  const noAnswer = sleep(DATABASE_ANSWER_MAX_MS, null, { ref: false });
  return await Promise.race([answer.catch(() => null), noAnswer]);
}
