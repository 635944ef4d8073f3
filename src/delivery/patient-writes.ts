import { type Clock, type Millis, SECOND } from "../core/time.ts";
import { isStorageTrouble } from "../store/faults.ts";

/** Writes of the engine that must not be lost: they are repeated while the storage is full or failing. */
export interface PatientWrites {
  /** Resolves with the write's result, or with `undefined` when `giveUp` came first. */
  store<Result>(write: () => Promise<Result>): Promise<Result | undefined>;
  /** The same for a write of some rows: how many, and none when `giveUp` came first. */
  storeSome(write: () => Promise<number>): Promise<number>;
  /** Writes that wait for the storage to work again. */
  readonly troubled: number;
  /** Ends all waiting: what was not stored is done again after the next start. How many writes it were. */
  giveUp(): number;
}

const TRY_AGAIN_AFTER: Millis = SECOND;

export interface PatientWritesDeps {
  readonly clock: Clock;
  /** The first of the troubled writes failed. */
  onTrouble(fault: Error): void;
  /** The last of them went through. */
  onRecovery(): void;
}

export function createPatientWrites({ clock, onTrouble, onRecovery }: PatientWritesDeps): PatientWrites {
  const waiting = new Set<() => void>();
  let troubled = 0;
  let over = false;

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        waiting.delete(wake);
        resolve();
      };
      const cancel = clock.after(TRY_AGAIN_AFTER, wake);
      waiting.add(wake);
    });
  }

  async function repeat<Result>(write: () => Promise<Result>): Promise<Result | undefined> {
    while (!over) {
      await pause();
      try {
        return await write();
      } catch (fault) {
        if (!isStorageTrouble(fault)) throw fault;
      }
    }
    return undefined;
  }

  async function store<Result>(write: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await write();
    } catch (fault) {
      if (!isStorageTrouble(fault)) throw fault;
      if (troubled === 0) onTrouble(fault);
    }
    troubled++;
    try {
      return await repeat(write);
    } finally {
      troubled--;
      if (troubled === 0) onRecovery();
    }
  }

  return {
    get troubled() {
      return troubled;
    },
    store,
    storeSome: async (write) => (await store(write)) ?? 0,
    giveUp() {
      over = true;
      const given = waiting.size;
      for (const wake of [...waiting]) wake();
      return given;
    },
  };
}
