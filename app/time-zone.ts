/** The zone in which pages show times: that of the machine that serves them, which for most is their own. */
export function pageTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
