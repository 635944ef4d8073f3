import type { TObject, TSchema } from "@sinclair/typebox";
import { allSettings, type Setting, settingsIn } from "./setting.ts";

/** The tables of `docs/configuration.md`: a section or a setting each. */
export function settingsAsMarkdown(): string {
  return allSettings().map(sectionAsMarkdown).join("\n");
}

function sectionAsMarkdown(setting: Setting): string {
  const { path, description, inside, schema, fallback, example } = setting;
  const head = `### \`${path}\`\n\n${description}\n`;
  if (inside.length > 0) return `${head}\n${table(inside)}`;
  const value = `\nDefault: \`${fallback ?? "none"}\`.${example === undefined ? "" : ` For example:\n\n\`\`\`ts\n${path}: ${example},\n\`\`\``}\n`;
  const fields = fieldsOf(schema);
  return `${head}${value}${fields.length > 0 ? `\n${table(fields, "field")}` : ""}`;
}

/** Of the objects in a list or a record. */
function fieldsOf(schema: TSchema): Setting[] {
  const item = schema.items ?? Object.values(schema.patternProperties ?? {})[0];
  const fields = item?.properties === undefined ? [] : settingsIn(item as TObject, "");
  return fields.flatMap((field) => (field.inside.length > 0 ? field.inside : field));
}

function table(settings: readonly Setting[], what = "setting"): string {
  const rows = settings.map(({ path, fallback, description, schema }) => {
    const value = what === "field" ? [] : [fallback === undefined ? "none" : `\`${fallback}\``];
    return `| ${[`\`${path}\``, ...value, takes(schema), description.replaceAll("|", "\\|")].join(" | ")} |`;
  });
  const heads = what === "field" ? [what, "takes", "what it is"] : [what, "default", "takes", "what it is"];
  return [`| ${heads.join(" | ")} |`, `|${" --- |".repeat(heads.length)}`, ...rows, ""].join("\n");
}

/** What values a setting may have, in a few words. */
function takes(schema: TSchema): string {
  if (schema.duration === true) return "a duration";
  if (schema.anyOf) return (schema.anyOf as TSchema[]).map(({ const: value }) => `\`"${value}"\``).join(", ");
  if (schema.type === "array")
    return `a list: ${takes(schema.items)}${limits(schema.minItems, schema.maxItems, "items")}`;
  if (schema.type === "integer") return `${grouped(schema.minimum)} to ${grouped(schema.maximum)}`;
  if (schema.type === "string") return `text${limits(schema.minLength, schema.maxLength, "characters")}`;
  if (schema.type === "boolean") return "`true`, `false`";
  return schema.type === "object" ? "an object" : "any JSON value";
}

function limits(least: number | undefined, most: number | undefined, what: string): string {
  if (most === undefined) return least === 1 ? ", not empty" : "";
  return least === undefined ? `, up to ${grouped(most)} ${what}` : `, ${least} to ${grouped(most)} ${what}`;
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
