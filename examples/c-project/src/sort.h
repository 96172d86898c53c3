/* Rows in order of a column. */
#ifndef SORT_H
#define SORT_H

#include <stdbool.h>

#include "table.h"

void sort_rows(struct table *table, int column, bool descending);

#endif
