/** Sums over all sessions, of each its round trips (n) and the selected ones (s). */
export interface SessionSums {
  sessions: number;
  n: number;
  s: number;
  nn: number;
  ns: number;
  ss: number;
  ssPerN: number;
}

/** Sums over the sessions that have a value, of each the round trips with it (v) and the selected ones of those (a), too. */
export interface ValueSums {
  sessions: number;
  v: number;
  a: number;
  vv: number;
  vn: number;
  vs: number;
  aa: number;
  av: number;
  an: number;
  as: number;
  vPerN: number;
  vvPerN: number;
  vsPerN: number;
}

export function noSessions(): SessionSums {
  return { sessions: 0, n: 0, s: 0, nn: 0, ns: 0, ss: 0, ssPerN: 0 };
}

export function noValues(): ValueSums {
  const products = { vv: 0, vn: 0, vs: 0, aa: 0, av: 0, an: 0, as: 0 };
  return { sessions: 0, v: 0, a: 0, ...products, vPerN: 0, vvPerN: 0, vsPerN: 0 };
}

/** Adds a session, in place: there may be millions. */
export function addSession(sums: SessionSums, n: number, s: number): void {
  sums.sessions += 1;
  sums.n += n;
  sums.s += s;
  sums.nn += n * n;
  sums.ns += n * s;
  sums.ss += s * s;
  sums.ssPerN += (s * s) / n;
}

/** Adds a session that has the value, in place. */
export function addValue(sums: ValueSums, n: number, s: number, v: number, a: number): void {
  sums.sessions += 1;
  sums.v += v;
  sums.a += a;
  sums.vv += v * v;
  sums.vn += v * n;
  sums.vs += v * s;
  sums.aa += a * a;
  sums.av += a * v;
  sums.an += a * n;
  sums.as += a * s;
  sums.vPerN += v / n;
  sums.vvPerN += (v * v) / n;
  sums.vsPerN += (v * s) / n;
}

/**
 * By how much the variance of the difference of a value's shares exceeds that of independent round trips: the larger of
 * two estimates, since each may fail where the other holds; at least 1.
 * - 1 + ρ(m − 1), with the resemblance ρ of a session's round trips in being selected, and the size m of the clumps in
 *   which sessions have the value (Kish 1965): holds for few sessions with the value, too.
 * - from the sums of sessions, whatever the resemblance is like within them (Binder 1983): needs many.
 */
export function designEffect(all: Readonly<SessionSums>, value: Readonly<ValueSums>): number {
  return Math.max(1, 1 + resemblance(all, value) * (clumpSize(all, value) - 1), scatter(all, value));
}

/** The same for a value that sessions have throughout or not at all. */
export function wholeSessionDesignEffect({ n, s, nn, ns, ss }: SessionSums): number {
  const share = s / n;
  const alone = n * share * (1 - share);
  return alone > 0 ? Math.max(1, (ss - 2 * share * ns + share * share * nn) / alone) : 1;
}

/** 1 when sessions do not differ in how much of the value they have, their mean size when they have it throughout. */
function clumpSize({ n, nn }: SessionSums, { v, vv, vn }: ValueSums): number {
  const share = v / n;
  const alone = n * share * (1 - share);
  return alone > 0 ? (vv - 2 * share * vn + share * share * nn) / alone : 1;
}

/**
 * The correlation (0 to 1) of two round trips of one session in being selected, beyond what the value makes of it.
 * Sessions weigh by their size, not by their pairs, which a few huge ones would decide.
 */
function resemblance(all: SessionSums, value: ValueSums): number {
  const { inside, outside } = selectedShares(all, value);
  const step = inside - outside;
  // Squared sums of what deviates in a session; then what they would be if its round trips were alone, and all alike.
  const squares =
    all.ssPerN -
    2 * outside * all.s +
    outside ** 2 * all.n -
    2 * step * (value.vsPerN - outside * value.v) +
    step ** 2 * value.vvPerN;
  const [spread, inner] = [Math.sqrt(outside * (1 - outside)), Math.sqrt(inside * (1 - inside))];
  const alone = spread ** 2 * all.sessions + (inner ** 2 - spread ** 2) * value.vPerN;
  const alike =
    spread ** 2 * all.n + 2 * spread * (inner - spread) * value.v + (inner - spread) ** 2 * value.vvPerN;
  // But for rounding there may be no session with two round trips.
  if (alike - alone <= 1e-9 * alike) return 0;
  return Math.min(1, Math.max(0, (squares - alone) / (alike - alone)));
}

function scatter(all: SessionSums, value: ValueSums): number {
  const { inside, outside } = selectedShares(all, value);
  const [n, others] = [value.v, all.n - value.v];
  const alone = (inside * (1 - inside)) / n + (outside * (1 - outside)) / others;
  if (!(alone > 0) || value.sessions < 2) return 1;
  // By how much a session moves the difference: byA · a + byV · v + byS · s + byN · n.
  const [byA, byV] = [1 / n + 1 / others, -(inside / n + outside / others)];
  const [byS, byN] = [-1 / others, outside / others];
  const squares =
    byA ** 2 * value.aa +
    byV ** 2 * value.vv +
    byS ** 2 * all.ss +
    byN ** 2 * all.nn +
    2 * byA * (byV * value.av + byS * value.as + byN * value.an) +
    2 * byV * (byS * value.vs + byN * value.vn) +
    2 * byS * byN * all.ns;
  return (squares / alone) * (value.sessions / (value.sessions - 1));
}

/** Which share is selected of the round trips with the value, and which of the others. */
function selectedShares(all: SessionSums, { v, a }: ValueSums): { inside: number; outside: number } {
  return { inside: a / v, outside: all.n > v ? (all.s - a) / (all.n - v) : 0 };
}
