/* A table as people like to read it. */
#ifndef ALIGN_H
#define ALIGN_H

#include <stdio.h>

#include "table.h"

void align_write(const struct table *table, FILE *file);

#endif
