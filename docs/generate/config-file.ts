import { allSettings, type Setting } from "./setting.ts";

/** `taskflow-hooks.config.ts`: every setting with its default and one line of why. */
export function configFile(): string {
  return `import { defineConfig } from "taskflow-hooks";

// Every setting with its default: what is left out has the value that stands here. docs/configuration.md has the limits.
// Made by \`bun run docs\` from src/config/schema.ts.
export default defineConfig({
${allSettings()
  .map((setting) => written(setting, "  "))
  .join("\n")}
});
`;
}

function written(setting: Setting, indent: string): string {
  const { name, description, fallback, example, inside } = setting;
  const why = `${indent}// ${description}`;
  if (inside.length > 0) {
    const parts = inside.map((part) => written(part, `${indent}  `)).join("\n");
    return `${why}\n${indent}${name}: {\n${parts}\n${indent}},`;
  }
  const shown = example === undefined ? [] : [`${indent}// ${name}: ${example},`];
  const value = fallback === undefined ? [] : [`${indent}${name}: ${fallback},`];
  return [why, ...shown, ...value].join("\n");
}
