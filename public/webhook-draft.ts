import type { FieldFault } from "./api/client.ts";
import type { Registration, WebhookChange } from "./api/webhooks.ts";
import type { Webhook } from "./resources/webhooks.ts";

/** A webhook as it is written in a form. */
export interface WebhookDraft {
  readonly url: string;
  readonly description: string;
  /** Every box that is ticked, those that others cover included. */
  readonly events: readonly string[];
}

export const EMPTY_DRAFT: WebhookDraft = { url: "", description: "", events: [] };

export function draftOf({ url, description, events }: Webhook): WebhookDraft {
  return { url, description: description ?? "", events };
}

/** The event types without those that `*` or their own `task.*` covers. */
export function coveredOnce(events: readonly string[]): readonly string[] {
  if (events.includes("*")) return ["*"];
  return events.filter((event) => event.endsWith(".*") || !events.includes(groupOf(event)));
}

/** `task.*` of `task.created`; an empty text when the type belongs to no group. */
export function groupOf(type: string): string {
  const dot = type.indexOf(".");
  return dot < 1 ? "" : `${type.slice(0, dot)}.*`;
}

/** What has to be filled in before anything is sent. */
export function missingIn({ url, events }: WebhookDraft): readonly FieldFault[] {
  return [
    ...(url.trim() ? [] : [{ path: "/url", message: "Give the address that events are posted to." }]),
    ...(events.length > 0 ? [] : [{ path: "/events", message: "Choose at least one." }]),
  ];
}

export function registrationOf(draft: WebhookDraft): Registration {
  return {
    url: draft.url.trim(),
    events: coveredOnce(draft.events),
    ...(draft.description.trim() && { description: draft.description.trim() }),
  };
}

/** What the draft changes of a webhook, and nothing else. */
export function changeOf(webhook: Webhook, draft: WebhookDraft): WebhookChange {
  const before = draftOf(webhook);
  const url = draft.url.trim();
  const description = draft.description.trim();
  const events = coveredOnce(draft.events);
  return {
    ...(url !== before.url && { url }),
    ...(description !== before.description && { description: description || null }),
    ...(!sameNames(events, coveredOnce(before.events)) && { events }),
  };
}

function sameNames(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name));
}
