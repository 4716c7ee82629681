/** An OTLP/JSON export of Codex tool results with these call ids, and so many bytes of a field that nobody knows. */
export function codexExport(sessionId: string, callIds: readonly string[], paddingBytes = 0): string {
  const logRecords = callIds.map((callId) => ({
    timeUnixNano: "1795327382000000000",
    attributes: Object.entries({
      "event.name": "codex.tool_result",
      "conversation.id": sessionId,
      call_id: callId,
    }).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  }));
  return JSON.stringify({
    padding: "x".repeat(paddingBytes),
    resourceLogs: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "codex_exec" } }] },
        scopeLogs: [{ logRecords }],
      },
    ],
  });
}
