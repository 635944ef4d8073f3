import { expect, test } from "bun:test";
import { createLogger, type Logger, type LogSettings } from "../../src/app/logger.ts";

function write(settings: LogSettings): string[] {
  const lines: string[] = [];
  const log = createLogger(settings, (text) => lines.push(text));
  log.debug({ path: "/v2/events" }, "answered");
  log.warn({ webhook: "wh_1", next: "attempt at noon", status: 503 }, "pending");
  return lines;
}

test("JSON is one object a line, with the level as a word", () => {
  const [line = "", ...others] = write({ level: "info", format: "json" });
  expect(others).toEqual([]);
  expect(line).toEndWith("\n");
  expect(JSON.parse(line)).toMatchObject({ level: "warn", webhook: "wh_1", status: 503, msg: "pending" });
});

test("pretty is time, level, message and fields, quoted where they have spaces", () => {
  const [line] = write({ level: "info", format: "pretty" });
  expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} warn {2}pending webhook=wh_1 next="attempt at noon" status=503\n$/);
});

test("auto is JSON where nobody watches", () => {
  const [line = ""] = write({ level: "info", format: "auto" });
  expect(JSON.parse(line)).toMatchObject({ msg: "pending" });
});

test("a level lets through what is as important or more, and says so beforehand", () => {
  expect(write({ level: "debug", format: "json" })).toHaveLength(2);
  expect(write({ level: "error", format: "json" })).toHaveLength(0);
  const log = createLogger({ level: "warn", format: "json" }, () => {});
  expect([log.enabled("info"), log.enabled("warn")]).toEqual([false, true]);
});

test.each(["json", "pretty"] as const)("a line whose fields are text already is like any other: %s", (format) => {
  const written = (log: (logger: Logger) => void) => {
    const lines: string[] = [];
    log(createLogger({ level: "info", format }, (line) => lines.push(line)));
    return lines.join("").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|[\d:.]{12}/, "TIME");
  };
  const line = written((log) => log.line("warn", () => '"webhook":"wh_1","status":null', 'says "no"'));
  expect(line).toBe(written((log) => log.warn({ webhook: "wh_1", status: null }, 'says "no"')));
});

test("nor is it written, or put together, where its level is not", () => {
  const done: string[] = [];
  const log = createLogger({ level: "warn", format: "json" }, () => done.push("written"));
  const members = (): string => {
    done.push("put together");
    return '"a":1';
  };
  log.line("info", members, "b");
  expect(done).toEqual([]);
  log.line("warn", members, "b");
  expect(done).toEqual(["put together", "written"]);
});
