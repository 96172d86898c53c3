/* Comma-separated values, as RFC 4180 has them. */
#ifndef CSV_H
#define CSV_H

#include <stdio.h>

#include "table.h"

void csv_read(struct table *table, FILE *file, const char *name, char separator);
void csv_write(const struct table *table, FILE *file, char separator);

#endif
