/** Where each signal is posted to: under a base URL, by default that of the environment, else port 4318 of this machine. */
export function collectorUrls(endpoint: string | undefined): {
  readonly tracesUrl: string;
  readonly logsUrl: string;
} {
  const base = (endpoint ?? process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "http://127.0.0.1:4318").replace(
    /\/+$/,
    "",
  );
  return {
    tracesUrl: process.env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ?? `${base}/v1/traces`,
    logsUrl: process.env["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] ?? `${base}/v1/logs`,
  };
}
