/* The value of a formula in a row. */
#ifndef EVAL_H
#define EVAL_H

#include "table.h"
#include "tree.h"

struct value evaluate(const struct node *node, struct table *table, int row, int column);

#endif
