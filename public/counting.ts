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
