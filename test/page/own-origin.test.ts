import { expect } from "bun:test";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("the page comes with a policy that lets nothing but its own script and style run", async () => {
  await using it = await setup();
  const response = await it.page.goto("/");
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).toMatch(/script-src 'sha256-[^']+'(;|$)/);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  await it.page.getByRole("button", { name: "Sign in" }).waitFor();
});

test("the browser holds to the policy, and these tests see when something breaks it", async () => {
  await using it = await setup();
  await it.page.goto("/");
  const refused = await it.page.evaluate(() => {
    const script = document.createElement("script");
    try {
      script.textContent = "document.title = 'taken'";
    } catch (fault) {
      return String(fault);
    }
    document.head.append(script);
    return "";
  });
  expect(refused).toContain("TrustedScript");
  await it.page.evaluate(() => {
    const link = document.createElement("a");
    link.href = "javascript:document.title = 'taken'";
    link.click();
    return fetch("https://elsewhere.example/").catch(() => {});
  });
  await it.page.evaluate(() => setTimeout(alert, 0, "a dialog"));
  await it.page.waitForEvent("dialog").catch(() => {});
  expect(await it.page.title()).toBe("TaskFlow Hooks");
  const faults = it.faults.splice(0).join("\n");
  for (const seen of ["TrustedScript", "script-src", "connect-src", "dialog: a dialog"]) expect(faults).toContain(seen);
});

test("no site may frame the page, or see it from the window that opened it", async () => {
  await using it = await setup();
  const response = await it.page.goto("/");
  const headers = response?.headers() ?? {};
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers).toMatchObject({
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  expect(await it.page.context().cookies()).toEqual([]);
});
