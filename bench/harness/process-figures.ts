/** Resident memory in MB, as Linux counts it. */
export async function residentMb(pid: number): Promise<number> {
  return (await statusKilobytes(pid, "VmRSS")) / 1024;
}

/** The most resident memory that the process had since its start, or since `forgetPeak`, in MB. */
export async function peakResidentMb(pid: number): Promise<number> {
  return (await statusKilobytes(pid, "VmHWM")) / 1024;
}

/** Lets the peak count from here. */
export async function forgetPeak(pid: number): Promise<void> {
  await Bun.write(`/proc/${pid}/clear_refs`, "5");
}

async function statusKilobytes(pid: number, field: string): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text();
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]);
}

/** Bytes that the process gave to a disk, overwritten ones with each write; none of what it wrote to a file system in memory. */
export async function bytesWritten(pid: number): Promise<number> {
  const io = await Bun.file(`/proc/${pid}/io`).text();
  return Number(/^write_bytes: (\d+)$/m.exec(io)?.[1]);
}

/** Seconds of processor time, user and system, that the process has had. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await Bun.file(`/proc/${pid}/stat`).text();
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

/** `USER_HZ`, which Linux has kept at this for all that reads `/proc`. */
const CLOCK_TICKS = 100;
