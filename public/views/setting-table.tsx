import { useState } from "preact/hooks";
import type { Setting } from "../resources/system.ts";
import { Columns } from "./columns.tsx";

/** The configuration in force, and where each value is from. */
export function SettingTable({ settings }: { settings: readonly Setting[] }) {
  const [search, setSearch] = useState("");
  const wished = search.trim().toLowerCase();
  const shown = settings.filter(({ path, source }) => `${path} ${source ?? ""}`.toLowerCase().includes(wished));
  return (
    <section aria-labelledby="settings-heading">
      <div class="heading">
        <h2 id="settings-heading">Configuration in force</h2>
        <input
          type="search"
          aria-label="Search settings"
          placeholder="Search settings"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <table class="settings">
        <Columns names={["Setting", "Value", "From"]} />
        <tbody>
          {shown.map((setting) => (
            <tr key={setting.path}>
              <th scope="row" class="id">
                {setting.path}
              </th>
              <td data-label="Value" class="value id">
                {written(setting.value)}
              </td>
              <td data-label="From">{originOf(setting)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p class="quiet">No setting matches this search.</p>}
    </section>
  );
}

function written(value: unknown): string {
  if (value === null || value === undefined) return "not set";
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}

function originOf({ origin, source }: Setting) {
  if (origin === "default") return <span class="quiet">default</span>;
  return source ?? origin;
}
