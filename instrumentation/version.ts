/** Of this package and of its attributes. */
export const INSTRUMENTATION_VERSION = "0.1.0";
