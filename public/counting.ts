const GROUPED = new Intl.NumberFormat("en");

/** `12,345` */
export function grouped(count: number): string {
  return GROUPED.format(count);
}

/** `1 webhook`, `3 webhooks` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** A fraction as a percentage that never rounds to a 100 that is not whole, nor to a 0 that is not nothing. */
export function percent(fraction: number): string {
  const tenths = fraction * 1_000;
  const rounded = fraction >= 0.5 ? Math.floor(tenths) : Math.ceil(tenths);
  return `${rounded / 10} %`;
}

/** How far apart two numbers are of which nobody would notice it. */
const ALIKE = 0.005;
/** From so many times on, percents are hard to read. */
const TIMES_FROM = 3;

/** How a number stands to the one before it, to be followed by what that was of: `12 % more than`. */
export function change(now: number, before: number | null): string {
  if (before === null || before === 0) return "none in";
  if (now === 0) return `${grouped(Math.round(before))} in`;
  const ratio = now / before;
  if (Math.abs(ratio - 1) < ALIKE) return "as in";
  if (ratio >= TIMES_FROM) return `${grouped(Math.round(ratio))} times that of`;
  return ratio > 1 ? `${percent(ratio - 1)} more than` : `${percent(1 - ratio)} less than`;
}

const BYTES_UNITS = ["B", "KB", "MB", "GB", "TB"];

/** `512 B`, `1.2 GB`; decimal, as disks are sold. */
export function bytes(count: number): string {
  const power = Math.min(BYTES_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, Math.abs(count))) / 3));
  const value = count / 1_000 ** power;
  return `${Math.abs(value) < 100 && power > 0 ? value.toFixed(1) : Math.round(value)} ${BYTES_UNITS[power]}`;
}
