import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { Enums, Models, Serialize, SPDX, Spec } from "@cyclonedx/cyclonedx-library";

/** What a bundler says of its work, as far as it is used: the files that went in. */
export interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>;
}
/** A package that is in the executable. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string | undefined;
}

/** The packages whose files went into a bundle, by name. @param root that the paths in it are relative to */
export function packagesOf({ inputs }: Metafile, root: string): Package[] {
  const folders = new Set(Object.keys(inputs).flatMap((file) => folderOfPackage(join(root, file)) ?? []));
  const found = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
    return { name, version, license };
  });
  return found.sort((one, other) => one.name.localeCompare(other.name));
}

/** The innermost folder of `node_modules` that a file is in. */
function folderOfPackage(file: string): string | undefined {
  const parts = file.split(sep);
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) return undefined;
  const isScoped = parts[at + 1]?.startsWith("@") === true;
  return parts.slice(0, at + (isScoped ? 3 : 2)).join(sep);
}

/** CycloneDX 1.6 (https://cyclonedx.org) as JSON: what is inside of the executable. The same packages give the same text. */
export function billOfMaterials(executable: Package, packages: readonly Package[]): string {
  const main = componentOf(executable, Enums.ComponentType.Application);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: main }),
    components: new Models.ComponentRepository(packages.map((one) => componentOf(one, Enums.ComponentType.Library))),
  });
  for (const { bomRef } of bom.components) main.dependencies.add(bomRef);
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 });
}

function componentOf({ name, version, license }: Package, type: Enums.ComponentType): Models.Component {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const component = new Models.Component(type, name, { version, purl, bomRef: purl });
  if (license !== undefined) {
    const isKnown = SPDX.isSupportedSpdxId(license);
    component.licenses.add(isKnown ? new Models.SpdxLicense(license) : new Models.NamedLicense(license));
  }
  return component;
}
