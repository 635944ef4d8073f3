/** Replaces what stands between a page's marks, such as `<!-- settings: … -->` and `<!-- end of settings -->`. */
export function withMarkedPart(page: string, name: string, content: string): string {
  const start = page.indexOf(`<!-- ${name}: `);
  const contentAt = page.indexOf("-->", start) + "-->".length;
  const end = page.indexOf(`<!-- end of ${name} -->`);
  if (start < 0 || end < contentAt) throw new Error(`The page has lost the marks of "${name}".`);
  return `${page.slice(0, contentAt)}\n\n${content}\n${page.slice(end)}`;
}
