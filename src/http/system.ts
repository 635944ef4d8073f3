import { type Static, Type } from "@sinclair/typebox";
import { json } from "./reply.ts";
import { type AnyRoute, defineRoute } from "./route.ts";
import { nullable, nullableTime, oneOf, time } from "./schemas/parts.ts";

const count = (description: string) => Type.Integer({ description, minimum: 0 });

const FindingView = Type.Object(
  {
    code: oneOf([
      "dispatcher_stalled",
      "storage_full",
      "storage_failing",
      "disk_nearly_full",
      "backlog_growing",
      "clock_jumped",
    ]),
    severity: oneOf(["critical", "warning"], { description: "`critical`: events are not taken, or not delivered." }),
    detail: Type.String({ description: "What is wrong, and what to do." }),
  },
  { $id: "Finding", description: "Something about the appliance itself that wants somebody." },
);
export type Finding = Static<typeof FindingView>;

const SettingView = Type.Object(
  {
    path: Type.String({ description: "As in the configuration file.", examples: ["delivery.timeout"] }),
    value: Type.Unknown({
      description: "As it is written there; secrets are `(hidden)`, and what is not set is null.",
    }),
    origin: oneOf(["default", "file", "environment", "flag", "dev"], { description: "Who said so last." }),
    source: nullable(Type.String(), {
      description: "The file, variable or flag by its name; of a list all that added to it. Null of a default.",
      examples: ["taskflow-hooks.config.ts"],
    }),
  },
  { $id: "Setting", description: "A setting in force." },
);

const SystemView = Type.Object(
  {
    version: Type.String(),
    bun_version: Type.String({ description: "Of the runtime that is built in." }),
    started_at: time("When this process began."),
    uptime_seconds: count("Since then."),
    data_folder: Type.String(),
    storage: Type.Object({
      status: oneOf(["ok", "full", "failing"], { description: "What the last write came to." }),
      bytes: count("Of the database file and its log."),
      max_bytes: nullable(Type.Integer(), { description: "`storage.maxBytes`." }),
      growth_bytes_per_day: nullable(Type.Integer(), {
        description: "By the file's size within the last day of this process; null in its first hour.",
      }),
      disk_bytes: nullable(Type.Integer(), { description: "Size of the disk; null where the system does not tell." }),
      free_disk_bytes: nullable(Type.Integer(), { description: "Of these, free." }),
      page_size: count("Bytes of a page of the database."),
      page_count: count("Pages in the file."),
      freelist_count: count("Of these, free: they are used again before the file grows."),
    }),
    dispatcher: Type.Object({
      running: Type.Boolean({ description: "Whether it looks after what is due." }),
      attempts_in_flight: count("Now."),
      slots: count("Attempts that may be in flight, `delivery.concurrency`."),
      deliveries_in_memory: count("Deliveries that wait in memory for a slot."),
      pending: count("Deliveries that are to be attempted, now or later."),
      held: count("Deliveries that wait for a webhook to be enabled, or for the next day."),
      oldest_due_at: nullableTime(
        "Since when the oldest pending delivery that nobody works on has been due, or when it will be.",
      ),
      clock_jump: nullable(
        Type.Object({
          at: time("By the clock as it was set."),
          by_ms: Type.Integer({ description: "How far forward; negative when it was set back." }),
        }),
        { description: "The last time that the machine's clock was set, in this process's life." },
      ),
    }),
    event_loop_lag_ms: count("The longest delay of the event loop in this minute and the one before."),
    configuration: Type.Array(SettingView, { description: "Every setting in force, and where it is from." }),
    findings: Type.Array(FindingView, {
      description: "Worst first. What is wrong with webhooks is in their own list.",
    }),
  },
  { $id: "System", description: "How the appliance itself is." },
);
export type System = Static<typeof SystemView>;

export interface SystemDeps {
  system(): Promise<System>;
}

/** How the appliance itself is, for who runs it. */
export function systemRoutes({ system }: SystemDeps): AnyRoute[] {
  return [
    defineRoute({
      method: "GET",
      path: "/v2/system",
      operationId: "getSystem",
      tag: "Operation",
      summary: "Get the appliance's own state, its configuration in force, and what is wrong with it",
      access: "operator",
      answers: { 200: { description: "The state of this process and its storage.", schema: SystemView } },
      handle: async () => json(200, await system()),
    }),
  ];
}
