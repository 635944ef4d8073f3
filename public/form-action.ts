import { type Action, useAction } from "./action.ts";
import { placeFaults } from "./field-faults.ts";

/** A form's work, with its faults where they belong. */
export interface FormAction extends Action {
  /** What is wrong with the field of this path. */
  readonly faultAt: (path: string) => string | undefined;
}

/** @param paths the form's fields, by JSON Pointer into the body that is sent: `/url` */
export function useForm(work: () => Promise<void>, paths: readonly string[]): FormAction {
  const action = useAction(work);
  const { atFields, fault } = placeFaults(action.caught, paths);
  return { ...action, fault, faultAt: (path) => atFields[path] };
}
