import { expect } from "bun:test";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

/** The edit form of a webhook that listens to two types. */
async function withForm() {
  const it = await setup();
  const { id } = await it.webhook({ events: ["task.created", "comment.created"], description: "Old" });
  await it.open(`/webhooks/${id}`);
  const edit = it.page.getByRole("button", { name: "Edit" });
  await edit.click();
  const form = it.page.getByRole("dialog", { name: "Edit webhook" });
  await form.waitFor();
  const changes: unknown[] = [];
  it.page.on("request", (request) => request.method() === "PATCH" && changes.push(request.postDataJSON()));
  return { ...it, id, edit, form, changes, save: form.getByRole("button", { name: "Save" }) };
}

test("what was changed is sent, and nothing else; then the focus is back on the button", async () => {
  await using it = await withForm();
  expect(await it.form.getByLabel("task.created").isChecked()).toBe(true);
  await it.form.getByLabel("comment.created").uncheck();
  await it.form.getByLabel("Description").fill("New");
  await it.save.click();
  await it.form.waitFor({ state: "detached" });
  await it.page.getByText("New", { exact: true }).waitFor();
  expect(it.changes).toEqual([{ description: "New", events: ["task.created"] }]);
  expect(await it.edit.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await it.api.get(`/v2/webhooks/${it.id}`)).toMatchObject({
    url: it.receiver.url,
    description: "New",
    events: ["task.created"],
  });
});

test("nothing is sent when nothing was changed", async () => {
  await using it = await withForm();
  await it.save.click();
  await it.form.waitFor({ state: "detached" });
  expect(it.changes).toEqual([]);
});

test("a URL that is refused says why at its field, and the form stays", async () => {
  await using it = await withForm();
  await it.form.getByLabel("URL").fill("https://user:pass@example.com/");
  await it.save.click();
  await it.form.getByText("A URL with credentials in it is not taken").waitFor();
  expect(await it.form.getByLabel("URL").inputValue()).toBe("https://user:pass@example.com/");
  it.forgive(/ 422 /);
});

test("a click beside the form does not lose what was written in it; Esc closes it", async () => {
  await using it = await withForm();
  await it.form.getByLabel("Description").fill("Half a sent");
  await it.page.mouse.click(5, 5);
  expect(await it.form.getByLabel("Description").inputValue()).toBe("Half a sent");
  await it.page.keyboard.press("Escape");
  await it.page.locator("dialog").waitFor({ state: "detached" });
  expect(it.changes).toEqual([]);
});

test("an event type that is known no longer is kept, and can be left out", async () => {
  await using it = await withForm();
  await it.page.keyboard.press("Escape");
  await it.page.route("**/v2/event-types", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { data: readonly { type: string }[] };
    const data = body.data.filter(({ type }) => type !== "comment.created");
    await route.fulfill({ response, json: { data } });
  });
  await it.page.reload();
  await it.edit.click();
  expect(await it.form.getByLabel("comment.created").isChecked()).toBe(true);
  await it.form.getByLabel("comment.created").uncheck();
  await it.save.click();
  await it.form.waitFor({ state: "detached" });
  expect(it.changes).toEqual([{ events: ["task.created"] }]);
  await it.page.unrouteAll({ behavior: "ignoreErrors" });
});
