/* Preloaded into bash, it lets processes wait for some random milliseconds where they start, write and end: a script
   whose outcome depends on who comes first shows it. LANGUAGE_DELAY chooses the sequence. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static unsigned sequence;
static unsigned seed;

__attribute__((constructor)) static void
start(void)
{
  const char *text = getenv("LANGUAGE_DELAY");
  if (text)
    sequence = (unsigned)atoi(text);
  unsetenv("LANGUAGE_DELAY");
  unsetenv("LD_PRELOAD");
}

static void
delay(unsigned one_in)
{
  struct timespec pause = {0, 0};
  if (!seed)
    seed = (unsigned)getpid() * 2654435761u + sequence * 40503u;
  seed = seed * 1103515245u + 12345u;
  if (!sequence || (seed >> 16) % one_in)
    return;
  pause.tv_nsec = ((seed >> 8) % 12) * 1000000L;
  nanosleep(&pause, NULL);
}

pid_t
fork(void)
{
  pid_t (*real)(void) = (pid_t(*)(void))dlsym(RTLD_NEXT, "fork");
  pid_t pid = real();
  if (pid == 0)
    seed = 0;
  delay(2);
  return pid;
}

int
fflush(FILE *file)
{
  int (*real)(FILE *) = (int (*)(FILE *))dlsym(RTLD_NEXT, "fflush");
  delay(4);
  return real(file);
}

void
_exit(int status)
{
  void (*real)(int) = (void (*)(int))dlsym(RTLD_NEXT, "_exit");
  delay(3);
  real(status);
  for (;;)
    ;
}
