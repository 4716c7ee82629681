/** Where telemetry goes: `OTEL_EXPORTER_OTLP_ENDPOINT`, else the collector that `npm start` starts with this setting. */
export function collectorUrl(environment: Readonly<Record<string, string | undefined>>): string {
  const endpoint = environment["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "";
  if (endpoint !== "") return endpoint;
  const host = environment["HOST"] ?? "";
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
  const name = !isLoopback ? "127.0.0.1" : host === "::1" ? "[::1]" : host;
  return `http://${name}:${environment["ROUNDTRIP_OTLP_HTTP_PORT"] || 4318}`;
}
