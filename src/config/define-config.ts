import type { ConfigFile } from "./schema.ts";

/** Gives a configuration file its types: `export default defineConfig({ … })`. */
export function defineConfig(config: ConfigFile): ConfigFile {
  return config;
}
