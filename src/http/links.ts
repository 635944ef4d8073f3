import { type Answer, type AnyRoute, pathParametersOf } from "./route.ts";

interface Link {
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** From the answer that tells of a new thing to every call on that thing: OpenAPI's links. */
export function linksFrom(maker: AnyRoute, { schema }: Answer, routes: readonly AnyRoute[]): Record<string, Link> {
  if (maker.method !== "POST" || !schema?.properties?.id) return {};
  const links = routes.flatMap(({ operationId, path }): [string, Link][] => {
    const [newest, ...others] = pathParametersOf(path).slice(pathParametersOf(maker.path).length);
    if (!path.startsWith(`${maker.path}/:`) || newest === undefined || others.length > 0) return [];
    const given = pathParametersOf(maker.path).map((name) => [name, `$request.path.${name}`]);
    const parameters = Object.fromEntries([...given, [newest, "$response.body#/id"]]);
    return [[operationId, { operationId, parameters }]];
  });
  return Object.fromEntries(links);
}
