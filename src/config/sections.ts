/** Where a setting stands: its section, and its name there. */
export type Place = readonly [section: string, setting: string];

/** Lays out settings as they stand in a file; what is `undefined` was not said. */
export function inSections(said: Iterable<readonly [Place, unknown]>): Record<string, Record<string, unknown>> {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [[section, setting], value] of said) {
    if (value !== undefined) sections[section] = { ...sections[section], [setting]: value };
  }
  return sections;
}

/** As faults name it: `server.port`. */
export function pathOf(place: Place): string {
  return place.join(".");
}
