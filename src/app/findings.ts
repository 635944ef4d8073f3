import { type EpochMs, formatTime, HOUR, MINUTE } from "../core/time.ts";
import type { Finding } from "../http/system.ts";
import type { Disk, StoragePages } from "../store/upkeep.ts";
import type { ClockJump } from "./clock-jumps.ts";
import { DISPATCHER_STALLED, STORAGE_FAILING } from "./not-ready.ts";
import type { BacklogTrend } from "./samples.ts";
import { spokenBytes, spokenCount, spokenShare, spokenTime } from "./spoken.ts";
import type { StorageStatus } from "./storage-watch.ts";

/** What is looked at. */
export interface Signs {
  readonly now: EpochMs;
  readonly folder: string;
  readonly storage: StorageStatus;
  readonly pages: StoragePages;
  readonly disk: Disk | undefined;
  /** Whether the dispatcher looks after the table. */
  readonly running: boolean;
  readonly backlog: BacklogTrend | undefined;
  readonly oldestDueAt: EpochMs | null;
  readonly clockJump: ClockJump | undefined;
}

/** What is wrong with the appliance itself, worst first, each with its remedy. Of webhooks there is nothing. */
export function findingsOf(signs: Signs): Finding[] {
  const critical = [stalled(signs), storageTrouble(signs)];
  const warnings = [nearlyFull(signs), backlogGrowing(signs), clockJumped(signs)];
  return [...critical, ...warnings].filter((finding) => finding !== undefined);
}

function stalled({ running }: Signs): Finding | undefined {
  return running ? undefined : { code: "dispatcher_stalled", severity: "critical", detail: DISPATCHER_STALLED };
}

/** Shares that are nearly all: of the disk, and of `storage.maxBytes`, of which the last twentieth is for what is there. */
const LITTLE_DISK_FREE = 0.1;
const MUCH_USED = 0.9;

/** The part of `storage.maxBytes` that is used; 0 when there is none. */
function usedShare({ pages: { size, count, free, maxBytes } }: Signs): number {
  return maxBytes === undefined ? 0 : ((count - free) * size) / maxBytes;
}

function storageTrouble(signs: Signs): Finding | undefined {
  const { storage, folder } = signs;
  if (storage === "ok") return undefined;
  if (storage === "failing") return { code: "storage_failing", severity: "critical", detail: STORAGE_FAILING };
  const remedy =
    usedShare(signs) >= MUCH_USED
      ? raiseOrShorten(signs)
      : `Make room on the disk of ${folder}, or give it a larger one`;
  const detail = `The storage is full: new events are refused with 507, and attempts wait. ${remedy}. Both go on by themselves then.`;
  return { code: "storage_full", severity: "critical", detail };
}

function raiseOrShorten({ pages: { maxBytes = 0 } }: Signs): string {
  return `Raise storage.maxBytes (now ${spokenBytes(maxBytes)}), or shorten the times under retention, and restart`;
}

function nearlyFull(signs: Signs): Finding | undefined {
  const { storage, disk, folder } = signs;
  if (storage === "full") return undefined;
  const used = usedShare(signs);
  if (used >= MUCH_USED) {
    const detail = `The database uses ${spokenShare(used)} of storage.maxBytes. From 95 % on new events are refused with 507. ${raiseOrShorten(signs)}.`;
    return { code: "disk_nearly_full", severity: "warning", detail };
  }
  if (!disk || disk.freeBytes >= disk.bytes * LITTLE_DISK_FREE) return undefined;
  const detail = `Of the disk of ${folder} ${spokenBytes(disk.freeBytes)} are free, of ${spokenBytes(disk.bytes)}. When it is full, new events are refused with 507. Make room on it, or bound the database by storage.maxBytes.`;
  return { code: "disk_nearly_full", severity: "warning", detail };
}

/** Fewer are made good for in no time. */
const MANY_MORE = 100;
const GROWTH = 1.1;

/** More wait than before, and they wait for us: what waits for its retry is not due. */
function backlogGrowing({ backlog, oldestDueAt, now }: Signs): Finding | undefined {
  const overdueMs = oldestDueAt === null ? 0 : now - oldestDueAt;
  if (!backlog || overdueMs < MINUTE) return undefined;
  const { first, middle, last, overMs } = backlog;
  const grows = first < middle && middle < last && last - first >= MANY_MORE && last >= first * GROWTH;
  if (!grows) return undefined;
  const detail = `Deliveries do not keep up: ${spokenCount(last)} are pending, ${spokenCount(first)} were ${spokenTime(overMs)} ago, and the oldest has been due for ${spokenTime(overdueMs)}. Look for webhooks whose endpoints are slow or hang, and fix or disable them; if they all answer quickly, raise delivery.concurrencyPerWebhook or post fewer events.`;
  return { code: "backlog_growing", severity: "warning", detail };
}

function clockJumped({ clockJump }: Signs): Finding | undefined {
  if (!clockJump || clockJump.agoMs >= HOUR) return undefined;
  const { by, at, agoMs } = clockJump;
  const how = `${by > 0 ? "forward" : "back"} by ${spokenTime(Math.abs(by))}`;
  const detail = `The machine's clock was set ${how}, ${spokenTime(agoMs)} ago, to ${formatTime(at)}. Waits for retries were moved with it, so nothing is lost or early. Signatures and times carry its time: see that it is right, and that the machine's time service (NTP) runs.`;
  return { code: "clock_jumped", severity: "warning", detail };
}
