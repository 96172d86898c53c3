/* The smallest test framework that tells where. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <string.h>

static int checks, failures;

#define CHECK(condition) \
    (checks++, (condition) ? 0 : (failures++, fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition)))
#define SAME(a, b) CHECK(strcmp((a), (b)) == 0)
#define DONE() (printf("%s: %d checks, %d failures\n", __FILE__, checks, failures), failures != 0)

#endif
