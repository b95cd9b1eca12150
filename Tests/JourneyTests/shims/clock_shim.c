/* Moves the wall clock of one process while it runs.
 *
 *   gcc -shared -fPIC -O2 clock_shim.c -o clock_shim.so -ldl
 *   LD_PRELOAD=clock_shim.so CLOCK_SHIM_FILE=FILE whisperdesk serve
 *
 * FILE holds eight bytes, the offset as little-endian signed nanoseconds; it is mapped, so whoever
 * rewrites it in place moves the clock at once. Monotonic clocks and timers are left alone, as an
 * administrator's `date --set` or a bad NTP server leaves them alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

static volatile int64_t *offset_nanoseconds;

__attribute__((constructor)) static void map_offset(void) {
  const char *path = getenv("CLOCK_SHIM_FILE");
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
  if (page != MAP_FAILED) offset_nanoseconds = page;
  close(fd);
}

static int real_clock_gettime(clockid_t clock, struct timespec *out) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  return real(clock, out);
}

int clock_gettime(clockid_t clock, struct timespec *out) {
  int result = real_clock_gettime(clock, out);
  int wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
  if (result || !wall || !offset_nanoseconds) return result;
  int64_t now = out->tv_sec * SECOND + out->tv_nsec + *offset_nanoseconds;
  out->tv_sec = now / SECOND;
  out->tv_nsec = now % SECOND;
  return 0;
}

int timespec_get(struct timespec *out, int base) {
  return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, out) == 0 ? base : 0;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}
