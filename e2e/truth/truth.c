// A process whose events are known exactly, and happen at the same time.
//
//   truth insert KEYS ROUNDS   two threads, each on a CPU of its own, call getpgid(1), getpgid(2) … getpgid(KEYS)
//                              together, ROUNDS times
//   truth calls COUNT          two threads on one CPU, each calls traced(i, text) for i from 0 to COUNT - 1
//   truth flood COUNT          one thread calls getpgid(1) … getpgid(COUNT)
//
// Nothing else it does makes the same system call.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long count, rounds = 1;
static pthread_barrier_t together;

static void on_cpu(int cpu) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(cpu % sysconf(_SC_NPROCESSORS_ONLN), &cpus);
  // Where that CPU is not allowed, wherever it runs is as good.
  sched_setaffinity(0, sizeof cpus, &cpus);
}

static void get(long key) { syscall(SYS_getpgid, (int)key); }

static void *insert(void *cpu) {
  on_cpu((int)(long)cpu);
  for (long round = 0; round < rounds; round++)
    for (long key = 1; key <= count; key++) {
      // Neither gets ahead by more than a few keys, so that first inserts of one key meet.
      if (key % 20 == 1) pthread_barrier_wait(&together);
      get(key);
    }
  return NULL;
}

__attribute__((noinline)) long traced(long i, const char *text) {
  asm volatile("" ::: "memory");
  return i + text[0];
}

static const char *texts[2] = {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbb"};

static void *call(void *which) {
  on_cpu(0);
  pthread_barrier_wait(&together);
  for (long i = 0; i < count; i++) traced(i, texts[(long)which]);
  return NULL;
}

static void two(void *(*run)(void *)) {
  pthread_t threads[2];
  pthread_barrier_init(&together, NULL, 2);
  for (long i = 0; i < 2; i++) pthread_create(&threads[i], NULL, run, (void *)i);
  for (long i = 0; i < 2; i++) pthread_join(threads[i], NULL);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  count = atol(argv[2]);
  if (argc > 3) rounds = atol(argv[3]);
  if (strcmp(argv[1], "insert") == 0) two(insert);
  else if (strcmp(argv[1], "calls") == 0) two(call);
  else if (strcmp(argv[1], "flood") == 0)
    for (long i = 1; i <= count; i++) get(i);
  else return 2;
  return 0;
}
