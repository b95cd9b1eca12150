/* What a power cut leaves, without a virtual machine.
 *
 *   gcc -shared -fPIC -O2 power_shim.c -o power_shim.so -ldl -lpthread
 *   LD_PRELOAD=power_shim.so POWER_SHIM_DIR=/real/folder whisperdesk serve
 *
 * Every successful fsync or fdatasync of a file directly in POWER_SHIM_DIR copies that file, as it
 * then stands, to POWER_SHIM_DIR/.synced/NAME. After `kill -9` the test puts the .synced copies in
 * the files' place and drops whatever has none, and every *-shm: bytes that were only in the page
 * cache are gone. A deleted file counts as durably gone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t one_copy_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* The part of `path` below the watched folder, or NULL when it lies elsewhere or deeper. */
static const char *name_in_watched_folder(const char *path) {
  const char *folder = getenv("POWER_SHIM_DIR");
  if (!folder) return NULL;
  size_t length = strlen(folder);
  if (strncmp(path, folder, length) || path[length] != '/') return NULL;
  const char *name = path + length + 1;
  return *name && !strchr(name, '/') ? name : NULL;
}

static void copy(int from, const char *to) {
  char unfinished[4224], buffer[65536];
  snprintf(unfinished, sizeof unfinished, "%s.unfinished", to);
  int out = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (out < 0) return;
  off_t at = 0;
  ssize_t count;
  while ((count = pread(from, buffer, sizeof buffer, at)) > 0) {
    if (write(out, buffer, count) != count) break;
    at += count;
  }
  close(out);
  /* Killed before this line, the copy keeps its former state: the sync had not returned. */
  if (count == 0) rename(unfinished, to);
}

static void keep(int fd) {
  int before = errno;
  char link[64], path[4096], to[4200];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = 0;
  const char *name = name_in_watched_folder(path);
  struct stat status;
  if (name && !fstat(fd, &status) && S_ISREG(status.st_mode)) {
    pthread_mutex_lock(&one_copy_at_a_time);
    snprintf(to, sizeof to, "%s/.synced", getenv("POWER_SHIM_DIR"));
    mkdir(to, 0700);
    size_t folder = strlen(to);
    snprintf(to + folder, sizeof to - folder, "/%s", name);
    copy(fd, to);
    pthread_mutex_unlock(&one_copy_at_a_time);
  }
  errno = before;
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fsync");
  int result = real(fd);
  if (!result) keep(fd);
  return result;
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
  int result = real(fd);
  if (!result) keep(fd);
  return result;
}

int unlink(const char *path) {
  static int (*real)(const char *);
  if (!real) real = dlsym(RTLD_NEXT, "unlink");
  int result = real(path);
  const char *name = result ? NULL : name_in_watched_folder(path);
  if (name) {
    char kept[4200];
    snprintf(kept, sizeof kept, "%s/.synced/%s", getenv("POWER_SHIM_DIR"), name);
    int before = errno;
    real(kept);
    errno = before;
  }
  return result;
}

/* A renamed file takes its synced contents along (journalled file systems keep the order). */
int rename(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  if (!real) real = dlsym(RTLD_NEXT, "rename");
  int result = real(from, to);
  const char *old_name = result ? NULL : name_in_watched_folder(from);
  const char *new_name = result ? NULL : name_in_watched_folder(to);
  if (old_name && new_name) {
    char kept_from[4200], kept_to[4200];
    snprintf(kept_from, sizeof kept_from, "%s/.synced/%s", getenv("POWER_SHIM_DIR"), old_name);
    snprintf(kept_to, sizeof kept_to, "%s/.synced/%s", getenv("POWER_SHIM_DIR"), new_name);
    int before = errno;
    real(kept_from, kept_to);
    errno = before;
  }
  return result;
}
