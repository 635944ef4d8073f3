import type { TObject, TSchema } from "@sinclair/typebox";
import { isObject } from "./defaults.ts";
import { hideSecrets } from "./hide-secrets.ts";
import { Config } from "./schema.ts";

/** Who said what a setting is; `dev` is `--dev`. */
export type Origin = "default" | "file" | "environment" | "flag" | "dev";

/** A setting as it is now, and where that is from. */
export interface SettingInForce {
  /** As faults name it: `delivery.timeout`. */
  readonly path: string;
  /** As it is written in a file, secrets hidden; `null` where nothing is set. */
  readonly value: unknown;
  readonly origin: Origin;
  /** The file, the variable or the flag by its name. Where several added to a list, all of them. */
  readonly source: string | null;
}

/** One who may say something of settings. */
export interface Sayer {
  readonly origin: Exclude<Origin, "default">;
  /** What to call it where it says something of this setting. */
  sourceOf(path: string): string | undefined;
}

/** All settings, in the order of the schema. `sayers` come in their order: the last one's word counts, and of lists each one's. */
export function settingsInForce(config: Config, sayers: readonly Sayer[]): SettingInForce[] {
  return pathsOf(Config).map(([path, schema]) => {
    const said = sayers.flatMap(({ origin, sourceOf }) => {
      const source = sourceOf(path);
      return source === undefined ? [] : [{ origin, source }];
    });
    const value = valueAt(config, path);
    const last = said.at(-1);
    const sources = (Array.isArray(value) ? said : said.slice(-1)).map(({ source }) => source);
    return {
      path,
      value: hideSecrets(schema, value),
      origin: last?.origin ?? "default",
      source: last ? sources.join(", ") : null,
    };
  });
}

/** What is said of a setting, here; `undefined` when nothing is. */
export function valueAt(config: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((part, name) => (isObject(part) ? part[name] : undefined), config);
}

/** Sections are taken apart; lists and records are settings of their own. */
function pathsOf({ properties }: TObject): [path: string, schema: TSchema][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const inside = (schema as TSchema).properties as Record<string, TSchema> | undefined;
    if (inside === undefined) return [[name, schema] as [string, TSchema]];
    return Object.entries(inside).map(([own, part]): [string, TSchema] => [`${name}.${own}`, part]);
  });
}
