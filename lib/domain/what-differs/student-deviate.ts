/**
 * The standard normal deviate with as much beyond it as beyond `t` in Student's distribution with so many degrees of
 * freedom (Wallace 1959). Off by less than 1 % from 4 degrees on; t itself with infinitely many.
 */
export function studentDeviate(t: number, degrees: number): number {
  if (!Number.isFinite(degrees)) return t;
  const deviate = Math.sqrt(degrees * Math.log1p((t * t) / degrees));
  return (Math.sign(t) * deviate * (8 * degrees + 1)) / (8 * degrees + 3);
}
