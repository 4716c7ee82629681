import { entries, fields, type ModelRequest, text } from "#simulation/model-request.ts";

/** Reads a parsed body of `generateContent`, whose path names the model and whether to stream; null when it is no object. */
export function readGenerateRequest(value: unknown, model: string, stream: boolean): ModelRequest | null {
  if (typeof value !== "object" || value === null) return null;
  const body = fields(value);
  const declarations = entries(body["tools"]).flatMap((tool) => {
    const { functionDeclarations, function_declarations } = fields(tool);
    return [...entries(functionDeclarations), ...entries(function_declarations)];
  });
  return {
    model,
    stream,
    generate: true,
    serviceTier: null,
    previousResponseId: null,
    conversation: null,
    streamId: null,
    earlierAnswers: entries(body["contents"]).filter((content) => fields(content)["role"] === "model").length,
    offeredTools: new Set(declarations.flatMap((declaration) => text(fields(declaration)["name"]) ?? [])),
  };
}
