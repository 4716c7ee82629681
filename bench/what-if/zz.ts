import { simulateWork, timeWork } from "./simulate-turns.ts";
import { TRUTHS, USUAL_WORK } from "./truths.ts";
import { seededRandom } from "#simulation/random.ts";
const q = (v: number[], s: number) => { const r = v.toSorted((a, b) => a - b); const k = s * (r.length - 1); const lo = Math.floor(k); return r[lo]! + (k - lo) * ((r[Math.min(lo + 1, r.length - 1)]!) - r[lo]!); };
const stat: Record<string, (v: number[]) => number> = { mean: (v) => v.reduce((a, b) => a + b, 0) / v.length, p50: (v) => q(v, 0.5), p95: (v) => q(v, 0.95) };
const big: number[] = []; const rb = seededRandom(77);
for (let i = 0; i < 60; i++) big.push(...timeWork(simulateWork({ ...USUAL_WORK, sessions: 1000 }, rb), TRUTHS.instant, rb));
for (const sessions of [20, 100]) {
  const habit = { ...USUAL_WORK, sessions };
  const hits: Record<string, number> = {}; const N = 300;
  for (let s = 0; s < N; s++) {
    const r = seededRandom(5000 + s); const work = simulateWork(habit, r); const t = timeWork(work, TRUTHS.instant, r);
    const by = [...Map.groupBy(t.map((ms, i) => ({ ms, session: work[i]!.session })), (x) => x.session).values()].map((g) => g.map((x) => x.ms));
    const boots = Array.from({ length: 200 }, () => { const all: number[] = []; for (let i = 0; i < by.length; i++) all.push(...by[Math.floor(r() * by.length)]!); return all; });
    const eff = t.length ** 2 / by.reduce((a, g) => a + g.length ** 2, 0);
    for (const k of Object.keys(stat)) {
      const truth = stat[k]!(big), v = stat[k]!(t), b = boots.map(stat[k]!);
      const m = b.reduce((a, c) => a + Math.log(c), 0) / b.length; const se = Math.sqrt(b.reduce((a, c) => a + (Math.log(c) - m) ** 2, 0) / (b.length - 1));
      const df = eff - 1; const tq = 1.96 * (1 + (1.96 ** 2 + 1) / (4 * df)); const half = tq * se * Math.sqrt(eff / (eff - 1));
      const add = (n: string, lo: number, hi: number) => { const key = sessions + " " + k + " " + n; hits[key] = (hits[key] ?? 0) + Number(lo <= truth && truth <= hi); hits[key + " low"] = (hits[key + " low"] ?? 0) + Number(truth > hi); };
      add("t-log", v * Math.exp(-half), v * Math.exp(half));
      add("percentile", q(b, 0.025), q(b, 0.975));
      add("around bootmean", Math.exp(m - half), Math.exp(m + half));
    }
  }
  for (const [k, n] of Object.entries(hits)) console.log(k.padEnd(40), ((100 * n) / N).toFixed(1));
}
