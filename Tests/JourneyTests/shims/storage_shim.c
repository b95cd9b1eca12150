/* A disk that fills up or breaks, and recovers, while the server runs.
 *
 *   gcc -shared -fPIC -O2 storage_shim.c -o storage_shim.so -ldl
 *   LD_PRELOAD=storage_shim.so STORAGE_SHIM_DIR=/real/folder STORAGE_SHIM_CONTROL=FILE whisperdesk serve
 *
 * While FILE exists, calls that change files in STORAGE_SHIM_DIR (or below) fail as FILE says:
 *   ENOSPC [pass]   growing or writing fails: no space left; one half-written call comes first, as
 *                   on a real disk; syncing fails as well
 *   EIO [pass]      writing and syncing fail: input/output error
 *   EROFS [pass]    writing and syncing fail: the file system went read-only
 *   SYNC [pass]     only syncing fails, with EIO: the cache took the bytes, the disk did not
 * `pass` is how many of those calls still succeed after FILE appeared, so that a test can break the
 * 1st, the 2nd, the 3rd … call of a transaction. Reading always works. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long passed;       /* calls let through since the control file appeared */
static atomic_llong counted_file; /* the control file that `passed` counts for, by its time of change */

struct fault { int error, only_sync; long pass; };

static int read_control(struct fault *fault) {
  const char *control = getenv("STORAGE_SHIM_CONTROL");
  struct stat status;
  if (!control || stat(control, &status)) return 0;
  long long written = status.st_mtim.tv_sec * 1000000000LL + status.st_mtim.tv_nsec;
  if (atomic_exchange(&counted_file, written) != written) atomic_store(&passed, 0);
  char text[64], word[16] = "";
  int fd = open(control, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  ssize_t length = read(fd, text, sizeof text - 1);
  close(fd);
  if (length <= 0) return 0;
  text[length] = 0;
  fault->pass = 0;
  sscanf(text, "%15s %ld", word, &fault->pass);
  fault->only_sync = !strcmp(word, "SYNC");
  fault->error = !strcmp(word, "ENOSPC") ? ENOSPC : !strcmp(word, "EROFS") ? EROFS : EIO;
  return 1;
}

static int in_folder(const char *path) {
  const char *folder = getenv("STORAGE_SHIM_DIR");
  size_t length = folder ? strlen(folder) : 0;
  return folder && !strncmp(path, folder, length) && path[length] == '/';
}

static int fd_in_folder(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return in_folder(path);
}

/* 0: go on; else the error to fail with. `count` (may be NULL) is cut short once under ENOSPC. */
static int verdict(int fd, int is_sync, size_t *count) {
  int before = errno;
  struct fault fault;
  int error = 0;
  if (read_control(&fault) && (is_sync || !fault.only_sync) && fd_in_folder(fd)) {
    long earlier = atomic_fetch_add(&passed, 1);
    if (earlier >= fault.pass) {
      if (fault.error == ENOSPC && count && *count > 1 && earlier == fault.pass) *count /= 2;
      else error = fault.error;
    }
  }
  errno = before;
  return error;
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = dlsym(RTLD_NEXT, #name)
#define FAIL_UNLESS_FINE(error) \
  do { int e = (error); if (e) { errno = e; return -1; } } while (0)

int fsync(int fd) {
  REAL(int, fsync, int);
  FAIL_UNLESS_FINE(verdict(fd, 1, NULL));
  return real(fd);
}
int fdatasync(int fd) {
  REAL(int, fdatasync, int);
  FAIL_UNLESS_FINE(verdict(fd, 1, NULL));
  return real(fd);
}
ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(ssize_t, write, int, const void *, size_t);
  FAIL_UNLESS_FINE(verdict(fd, 0, &count));
  return real(fd, bytes, count);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, writev, int, const struct iovec *, int);
  FAIL_UNLESS_FINE(verdict(fd, 0, NULL));
  return real(fd, parts, count);
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
  FAIL_UNLESS_FINE(verdict(fd, 0, &count));
  return real(fd, bytes, count, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
  FAIL_UNLESS_FINE(verdict(fd, 0, &count));
  return real(fd, bytes, count, at);
}
int ftruncate(int fd, off_t length) {
  REAL(int, ftruncate, int, off_t);
  FAIL_UNLESS_FINE(verdict(fd, 0, NULL));
  return real(fd, length);
}
int ftruncate64(int fd, off64_t length) {
  REAL(int, ftruncate64, int, off64_t);
  FAIL_UNLESS_FINE(verdict(fd, 0, NULL));
  return real(fd, length);
}
int fallocate(int fd, int mode, off_t at, off_t length) {
  REAL(int, fallocate, int, int, off_t, off_t);
  FAIL_UNLESS_FINE(verdict(fd, 0, NULL));
  return real(fd, mode, at, length);
}
int fallocate64(int fd, int mode, off64_t at, off64_t length) {
  REAL(int, fallocate64, int, int, off64_t, off64_t);
  FAIL_UNLESS_FINE(verdict(fd, 0, NULL));
  return real(fd, mode, at, length);
}
int posix_fallocate(int fd, off_t at, off_t length) { /* answers the error itself, not through errno */
  REAL(int, posix_fallocate, int, off_t, off_t);
  int error = verdict(fd, 0, NULL);
  return error ? error : real(fd, at, length);
}
int posix_fallocate64(int fd, off64_t at, off64_t length) {
  REAL(int, posix_fallocate64, int, off64_t, off64_t);
  int error = verdict(fd, 0, NULL);
  return error ? error : real(fd, at, length);
}
