import { jsonFields } from "../core/json-fields.ts";

/**
 * An event's metadata as JSON text: `account_id`, `triggered_by` (null when not given), then the producer's own keys as
 * they were written.
 *
 * @param own the text of the producer's object
 */
export function eventMetadata(accountId: string, own: string | undefined): string {
  let triggeredBy = "null";
  let rest = "";
  if (own !== undefined) {
    for (const { key, start, end } of jsonFields(own)) {
      const value = own.slice(start, end);
      if (key === "triggered_by") triggeredBy = value;
      else if (key !== "account_id") rest += `,${JSON.stringify(key)}:${value}`;
    }
  }
  return `{"account_id":${JSON.stringify(accountId)},"triggered_by":${triggeredBy}${rest}}`;
}

/** Why a producer may not give this metadata; `account_id` may be repeated, but not be another's. */
export function metadataFault(accountId: string, own: string): string | undefined {
  for (const { key, start, end } of jsonFields(own)) {
    if (key === "account_id" && JSON.parse(own.slice(start, end)) !== accountId) {
      return "This is not the account that the event is for. Leave it out: it is filled in.";
    }
  }
  return undefined;
}
