/** The status page. In the executable it is built in; from sources it is what `bun run build:page` made. */
export async function readPage(): Promise<string> {
  const { default: page } = await import("../../dist/page.html", { with: { type: "text" } });
  return String(page);
}
