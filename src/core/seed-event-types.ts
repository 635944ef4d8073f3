import type { EventType } from "./event-types.ts";

const TIME = "2024-02-10T16:45:22Z";

const text = { type: "string" };
const time = { type: "string", format: "date-time" };
const nullableText = { type: ["string", "null"] };

const task = {
  type: "object",
  required: ["id", "title", "status", "priority"],
  properties: {
    id: text,
    title: text,
    description: nullableText,
    status: { type: "string", enum: ["open", "in_progress", "completed"] },
    priority: { type: "string", enum: ["low", "medium", "high", "urgent"] },
    project_id: text,
    assignee_id: nullableText,
    due_date: { type: ["string", "null"], format: "date-time" },
    created_at: time,
    updated_at: time,
  },
};

const sampleTask = {
  id: "task_abc123",
  title: "Deploy to production",
  description: "Roll out release 2.4 after the smoke tests pass.",
  status: "open",
  priority: "high",
  project_id: "proj_789",
  assignee_id: null,
  due_date: "2024-02-14T17:00:00Z",
  created_at: TIME,
  updated_at: TIME,
};

function object(properties: Record<string, unknown>): Record<string, unknown> {
  return { type: "object", required: Object.keys(properties), properties };
}

/** The event types of the TaskFlow documentation ("Webhook Events"), in its order and with its descriptions. */
export const SEED_EVENT_TYPES: readonly EventType[] = [
  { type: "task.created", description: "New task created", schema: task, example: sampleTask },
  {
    type: "task.updated",
    description: "Task modified",
    schema: object({ task, changes: { type: "object", additionalProperties: object({ from: {}, to: {} }) } }),
    example: {
      task: { ...sampleTask, priority: "urgent", updated_at: "2024-02-10T17:02:10Z" },
      changes: { priority: { from: "high", to: "urgent" } },
    },
  },
  {
    type: "task.deleted",
    description: "Task deleted",
    schema: object({ id: text, deleted_at: time, deleted_by: text }),
    example: { id: "task_abc123", deleted_at: "2024-02-11T09:12:00Z", deleted_by: "user_456" },
  },
  {
    type: "task.completed",
    description: "Task marked complete",
    schema: task,
    example: { ...sampleTask, status: "completed", assignee_id: "user_456", updated_at: "2024-02-12T15:30:41Z" },
  },
  {
    type: "task.assigned",
    description: "Task assigned to user",
    schema: object({ task, assignee: object({ id: text, name: text }), assigned_by: text }),
    example: {
      task: { ...sampleTask, assignee_id: "user_456" },
      assignee: { id: "user_456", name: "Sam Rivera" },
      assigned_by: "user_123",
    },
  },
  {
    type: "comment.created",
    description: "Comment added",
    schema: object({
      comment: object({ id: text, body: text, author_id: text, created_at: time }),
      task: object({ id: text, title: text }),
    }),
    example: {
      comment: { id: "comment_321", body: "Smoke tests are green.", author_id: "user_456", created_at: TIME },
      task: { id: "task_abc123", title: "Deploy to production" },
    },
  },
  {
    type: "workflow.triggered",
    description: "Workflow executed",
    schema: object({
      workflow: object({ id: text, name: text }),
      run: object({ id: text, status: text, started_at: time }),
      trigger: object({ event: text, task_id: nullableText }),
    }),
    example: {
      workflow: { id: "wf_555", name: "Release checklist" },
      run: { id: "run_9001", status: "running", started_at: TIME },
      trigger: { event: "task.completed", task_id: "task_abc123" },
    },
  },
];
