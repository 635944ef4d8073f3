/** The keys that a first start's banner shows. */
export function keysOf(banner: string): { readonly key: string; readonly operator: string } {
  const [, key] = /API key\s+(tfk_\S+)/.exec(banner) ?? [];
  const [, operator] = /Operator key\s+(tfo_\S+)/.exec(banner) ?? [];
  if (!key || !operator) throw new Error(`There are no keys in: ${banner}`);
  return { key, operator };
}
