/** Clients stamp logs in whole milliseconds, and the wire may be another process: their times of one moment differ by so much. */
export const TOLERANCE_MS = 5;

/** A client may begin so long before its request is on the wire, in ms. */
export const SEND_MS = 250;
