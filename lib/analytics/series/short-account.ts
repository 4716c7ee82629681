/** An account for people: the first six digits of its hash, as "3f9a12"; of none that nobody named it. */
export function shortAccount(account: string | null): string {
  return account === null ? "unnamed" : account.slice(0, 6);
}
