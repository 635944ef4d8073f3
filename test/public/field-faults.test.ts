import { expect, test } from "bun:test";
import { Refused } from "../../public/api/client.ts";
import { placeFaults } from "../../public/field-faults.ts";

const PATHS = ["/url", "/events"];

test("nothing is at fault when nothing failed", () => {
  expect(placeFaults(undefined, PATHS)).toEqual({ atFields: {}, fault: undefined });
});

test("a fault of a field stands at the field, and nothing above the button", () => {
  const refused = new Refused(422, "It cannot be taken.", [{ path: "/url", message: "Too long." }]);
  expect(placeFaults(refused, PATHS)).toEqual({ atFields: { "/url": "Too long." }, fault: undefined });
});

test("faults of a field's parts are the field's, each said once", () => {
  const unknown = ["/events/0", "/events/3"].map((path) => ({ path, message: "Not known." }));
  const refused = new Refused(422, "No.", [...unknown, { path: "/events", message: "Too many." }]);
  expect(placeFaults(refused, PATHS).atFields).toEqual({ "/events": "Not known. Too many." });
});

test("a fault of what the form has no field for stands above the button, with its name", () => {
  const refused = new Refused(422, "It cannot be taken.", [
    { path: "/eventsOfOld", message: "No such field." },
    { path: "/url", message: "Too long." },
  ]);
  expect(placeFaults(refused, PATHS)).toEqual({
    atFields: { "/url": "Too long." },
    fault: "It cannot be taken. /eventsOfOld: No such field.",
  });
});

test("a fault without fields is said as it is", () => {
  expect(placeFaults(new Refused(409, "Ten are the limit."), PATHS).fault).toBe("Ten are the limit.");
  expect(placeFaults(new Error("The server did not answer."), PATHS).fault).toBe("The server did not answer.");
});
