// A process that makes an exactly known number of events, in a cgroup of its own.
//
//   workload CGROUP COMM getppid COUNT SPREAD_MS
//   workload CGROUP COMM write   COUNT SPREAD_MS
//   workload CGROUP COMM read    COUNT SPREAD_MS
//
// Joins CGROUP, takes the name COMM, waits for a byte on stdin (or its end), makes COUNT system calls and exits.
// write: the i-th call (from 0) writes i % 1000 + 1 bytes to /dev/null. read: so many from /dev/zero. SPREAD_MS spreads the calls over that
// time; 0 means as fast as it can. Nothing else it does after the byte makes the same system call.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  fprintf(stderr, "workload: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void join_cgroup(const char *folder) {
  char path[4096];
  snprintf(path, sizeof path, "%s/cgroup.procs", folder);
  int file = open(path, O_WRONLY);
  if (file < 0 || write(file, "0", 1) != 1) fail(path);
  close(file);
}

static void pause_ns(long long ns) {
  struct timespec time = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
  nanosleep(&time, NULL);
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: workload CGROUP COMM getppid|write|read COUNT SPREAD_MS\n");
    return 2;
  }
  const int writes = strcmp(argv[3], "write") == 0;
  const int reads = strcmp(argv[3], "read") == 0;
  const long long count = atoll(argv[4]);
  const long long spread_ns = atoll(argv[5]) * 1000000;
  static char bytes[1000];
  join_cgroup(argv[1]);
  if (prctl(PR_SET_NAME, argv[2]) != 0) fail("prctl");
  const int null = open("/dev/null", O_WRONLY);
  if (null < 0) fail("/dev/null");
  const int zero = open("/dev/zero", O_RDONLY);
  if (zero < 0) fail("/dev/zero");
  struct pollfd go = {.fd = 0, .events = POLLIN};
  if (poll(&go, 1, -1) < 0) fail("stdin");

  // A pause after each batch; as many batches as there are 2 ms slots.
  const long long slots = spread_ns / 2000000;
  const long long batch = slots == 0 ? count : (count + slots - 1) / slots;
  for (long long i = 0; i < count; i++) {
    if (writes) {
      if (write(null, bytes, i % 1000 + 1) < 0) fail("write");
    } else if (reads) {
      if (read(zero, bytes, i % 1000 + 1) < 0) fail("read");
    } else {
      syscall(SYS_getppid);
    }
    if (slots != 0 && (i + 1) % batch == 0) pause_ns(2000000);
  }
  return 0;
}
