// The fixed workload of the side-by-side runs: a process named `sbs` that does exactly what its first argument says.
//
//   ticks   100 getppid, nothing for 1.5 s, 200 getppid, nothing for 1 s
//   calls   work(i, 2 * i) for i = 0 … 99, and four getppid
//   reads   1000 reads of /dev/zero, the i-th of i * 37 % 5000 + 1 bytes
//   files   opens each of three files below /etc twice, one that is not there once
//   faults  touches 200 fresh pages, between two calls of madvise
//   burn    computes for 400 ms of its own CPU time, in main → outer → inner
//   mark    setsockopt(SO_MARK) with 1, 2 and 3
//   tcp     one loopback connection to port 39581, closed by both sides
//   forks   forks three children, each exits with its number
//   copies  reads /dev/zero for 400 ms of its own CPU time, most of it in the kernel
//   block   direct writes and reads of 4, 16, 64 and 256 KiB on a loop device of its own: 40, 20, 10 and 5 of each
//   values  see(…) once, with a struct of every kind of member and with the words one, two, nothing and three
//   writes  writes 1, 10, 100, 1000 and 10000 bytes to /dev/null
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

__attribute__((noinline, noclone)) long work(int a, long b) {
  __asm__ volatile("" ::: "memory");
  return a * b;
}

static void calls(void) {
  volatile long sum = 0;
  for (int i = 0; i < 100; i++) sum += work(i, 2L * i);
  for (int i = 0; i < 4; i++) syscall(SYS_getppid);
}

static void ticks(void) {
  for (int i = 0; i < 100; i++) syscall(SYS_getppid);
  usleep(1500000);
  for (int i = 0; i < 200; i++) syscall(SYS_getppid);
  usleep(1000000);
}

static void reads(void) {
  static char bytes[5000];
  int zero = open("/dev/zero", O_RDONLY);
  for (int i = 0; i < 1000; i++)
    if (read(zero, bytes, i * 37 % 5000 + 1) < 0) exit(1);
}

static void files(void) {
  const char *names[] = {"/etc/passwd", "/etc/group", "/etc/profile", "/etc/no-such-file"};
  for (int i = 0; i < 7; i++) {
    int file = open(names[i / 2], O_RDONLY);
    if (file >= 0) close(file);
  }
}

static void faults(void) {
  const size_t size = 200 * 4096;
  char *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bytes == MAP_FAILED) exit(1);
  madvise(bytes, size, MADV_NOHUGEPAGE);
  for (size_t at = 0; at < size; at += 4096) bytes[at] = 1;
  madvise(bytes, size, MADV_NOHUGEPAGE);
}

static volatile unsigned long state = 1;

__attribute__((noinline, noclone)) void inner(void) {
  for (int i = 0; i < 100000; i++) state = state * 6364136223846793005UL + 1;
  __asm__ volatile("" ::: "memory");
}

__attribute__((noinline, noclone)) void outer(void) {
  while (clock() < CLOCKS_PER_SEC * 2 / 5) inner();
  __asm__ volatile("" ::: "memory");
}

static void mark(void) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  for (int value = 1; value <= 3; value++) setsockopt(fd, SOL_SOCKET, SO_MARK, &value, sizeof value);
}

static void tcp(void) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(39581), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const int on = 1;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&to, sizeof to) < 0 || listen(listener, 1) < 0) exit(1);
  int client = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(client, (struct sockaddr *)&to, sizeof to) < 0) exit(1);
  int server = accept(listener, NULL, NULL);
  close(client);
  usleep(20000);
  close(server);
  close(listener);
  usleep(20000);
}

static void forks(void) {
  for (int i = 1; i <= 3; i++) {
    pid_t child = fork();
    if (child == 0) _exit(i);
    waitpid(child, NULL, 0);
  }
}

static void writes(void) {
  static char bytes[10000];
  int null = open("/dev/null", O_WRONLY);
  for (size_t size = 1; size <= sizeof bytes; size *= 10)
    if (write(null, bytes, size) < 0) exit(1);
}

static void copies(void) {
  static char bytes[1 << 20];
  int zero = open("/dev/zero", O_RDONLY);
  while (clock() < CLOCKS_PER_SEC * 2 / 5)
    if (read(zero, bytes, sizeof bytes) < 0) exit(1);
}

// A request for each call, in the caller's context: the device has no scheduler, and nothing is there to merge with.
static void block(void) {
  const size_t size = 1 << 24;
  char name[] = "/tmp/bpfleet-sidebyside/disk-XXXXXX", device[32];
  int file = mkstemp(name);
  if (file < 0 || unlink(name) < 0 || ftruncate(file, size) < 0) exit(1);
  int number = ioctl(open("/dev/loop-control", O_RDWR), LOOP_CTL_GET_FREE);
  snprintf(device, sizeof device, "/dev/loop%d", number);
  int loop = open(device, O_RDWR | O_DIRECT);
  if (loop < 0 || ioctl(loop, LOOP_SET_FD, file) < 0) exit(1);
  char *bytes = mmap(NULL, 1 << 18, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int count = 40;
  for (size_t length = 4096; length <= 1 << 18; length *= 4, count /= 2)
    for (int i = 0; i < count; i++)
      if (pwrite(loop, bytes, length, i * length) < 0 || pread(loop, bytes, length, i * length) < 0) count = 0;
  ioctl(loop, LOOP_CLR_FD);
  if (count != 2) exit(1);
}

struct sbs_inner {
  int x;
  char c;
};

struct sbs_values {
  signed char a;
  unsigned char b;
  short c;
  unsigned short d;
  int e;
  unsigned f;
  long g;
  unsigned long h;
  char text[8];
  unsigned char octets[4];
  signed char small[3];
  int numbers[3], square[2][2];
  struct sbs_inner in, ins[2];
  union {
    int i;
    unsigned char bytes[4];
    short halves[2];
  } either;
  enum { NONE, SOME = 5 } kind;
  void *pointer;
  unsigned one : 1, three : 3, ten : 10;
  int four : 4;
  long more : 33;
  _Bool truth, truths[2];
  struct {
    int hidden;
  };
};

__attribute__((noinline, noclone)) void see(const struct sbs_values *values, const char **words) {
  __asm__ volatile("" : : "r"(values), "r"(words) : "memory");
}

static void values(void) {
  static const struct sbs_values all = {
      .a = -1, .b = 200, .c = -300, .d = 60000, .e = -70000, .f = 4000000000, .g = -5000000000, .h = -1ul,
      .text = "hi\"\\", .octets = {1, 255, 127}, .small = {-1}, .numbers = {1, -2, 3}, .square = {{0, 2}, {3}},
      .in = {9, 'q'}, .ins = {{0}, {4}}, .either.i = 0x04030201, .kind = SOME, .pointer = (void *)0xdead,
      .one = 1, .three = 5, .ten = 1000, .four = -3, .more = -7, .truth = 1, .truths = {0, 1}, .hidden = 77};
  static const char *words[] = {"one", "two words", "", "three", NULL};
  see(&all, words);
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*run)(void);
  } parts[] = {{"ticks", ticks}, {"calls", calls}, {"reads", reads}, {"files", files}, {"faults", faults}, {"burn", outer},
               {"mark", mark},   {"tcp", tcp},     {"forks", forks}, {"writes", writes},
               {"copies", copies}, {"block", block}, {"values", values}};
  prctl(PR_SET_NAME, "sbs");
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    if (argc == 2 && strcmp(argv[1], parts[i].name) == 0) {
      parts[i].run();
      return 0;
    }
  }
  fprintf(stderr, "usage: sbs PART\n");
  return 2;
}
