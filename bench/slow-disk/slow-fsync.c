// Preloaded into a process, this makes its disk slow: every fsync and fdatasync takes SLOW_FSYNC_MS milliseconds longer. How many
// there were, and the nanoseconds that they took, stand in the file SLOW_FSYNC_TALLY as two 64-bit numbers.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct tally {
  _Atomic uint64_t calls;
  _Atomic uint64_t nanoseconds;
};
typedef int (*sync_call)(int);

static struct tally *tally;
static long delay_ms;

__attribute__((constructor)) static void prepare(void) {
  const char *delay = getenv("SLOW_FSYNC_MS");
  const char *path = getenv("SLOW_FSYNC_TALLY");
  delay_ms = delay ? atol(delay) : 0;
  int file = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
  if (file < 0) return;
  if (ftruncate(file, sizeof(struct tally)) == 0) {
    void *mapped = mmap(NULL, sizeof(struct tally), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) tally = mapped;
  }
  close(file);
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static int slowly(sync_call call, int file) {
  uint64_t began = now();
  struct timespec delay = {.tv_sec = delay_ms / 1000, .tv_nsec = delay_ms % 1000 * 1000000};
  if (delay_ms > 0) nanosleep(&delay, NULL);
  int result = call(file);
  if (tally) {
    atomic_fetch_add(&tally->calls, 1);
    atomic_fetch_add(&tally->nanoseconds, now() - began);
  }
  return result;
}

int fsync(int file) {
  return slowly((sync_call)dlsym(RTLD_NEXT, "fsync"), file);
}

int fdatasync(int file) {
  return slowly((sync_call)dlsym(RTLD_NEXT, "fdatasync"), file);
}
