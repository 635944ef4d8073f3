import { expect, test } from "bun:test";
import { workingDirectory } from "./setup.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");

test("a variable may stand in a file, without the newline at its end", async () => {
  using folder = workingDirectory({ "run/api": "an-api-key\n", "run/operator": "an-operator-key\r\n", "run/key": KEY });
  const environment = {
    TASKFLOW_HOOKS_API_KEY_FILE: "run/api",
    TASKFLOW_HOOKS_OPERATOR_KEY_FILE: `${folder.folder}/run/operator`,
    TASKFLOW_HOOKS_ENCRYPTION_KEY_FILE: "run/key",
  };
  const { accounts, operatorKeys, storage } = await folder.load({ environment });
  expect(accounts).toMatchObject([{ id: "acc_default", apiKeys: ["an-api-key"] }]);
  expect(operatorKeys).toEqual(["an-operator-key"]);
  expect(Buffer.from(storage.encryptionKey ?? []).toString("base64")).toBe(KEY);
});

test.each(["HOST", "PORT", "DATA_DIR", "LOG_LEVEL", "LOG_FORMAT"])("%s may stand in a file too", async (name) => {
  const values: Record<string, string> = { HOST: "::1", PORT: "81", LOG_LEVEL: "warn", LOG_FORMAT: "json" };
  using folder = workingDirectory({ value: values[name] ?? "/data" });
  const { server, storage, log } = await folder.load({ environment: { [`TASKFLOW_HOOKS_${name}_FILE`]: "value" } });
  const read = { HOST: server.host, PORT: String(server.port), DATA_DIR: storage.path, LOG_LEVEL: log.level };
  expect({ ...read, LOG_FORMAT: log.format }).toMatchObject({ [name]: values[name] ?? "/data" });
});

test("files that are missing or empty, and variables that are given twice, are told of all at once", async () => {
  using folder = workingDirectory({ empty: "\n", key: "a-key" });
  const { faults } = await folder.refusal({
    environment: {
      TASKFLOW_HOOKS_API_KEY_FILE: "missing",
      TASKFLOW_HOOKS_ENCRYPTION_KEY_FILE: "empty",
      TASKFLOW_HOOKS_OPERATOR_KEY_FILE: "key",
      TASKFLOW_HOOKS_OPERATOR_KEY: "another-key",
    },
  });
  expect(faults).toEqual([
    { path: "TASKFLOW_HOOKS_ENCRYPTION_KEY_FILE", message: "names an empty file." },
    { path: "TASKFLOW_HOOKS_API_KEY_FILE", message: "names a file that cannot be read." },
    {
      path: "TASKFLOW_HOOKS_OPERATOR_KEY_FILE",
      message: "is set beside TASKFLOW_HOOKS_OPERATOR_KEY: give one of them.",
    },
  ]);
});
