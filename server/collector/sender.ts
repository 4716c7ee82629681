/** Who sent a request, as far as fairness needs to know. Neither part is shown or kept. */
export interface Sender {
  /** One program on one machine: it shares the memory with others. */
  readonly program: string;
  /** One of its connections: connections take turns at the database. */
  readonly connection: string;
}

/** The sender at the other end of a socket, which calls itself by this User-Agent. */
export function senderOf(
  socket:
    | { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined }
    | undefined,
  userAgent: string | undefined,
): Sender {
  const { remoteAddress = "", remotePort = 0 } = socket ?? {};
  return { program: `${remoteAddress} ${userAgent ?? ""}`, connection: `${remoteAddress} ${remotePort}` };
}
