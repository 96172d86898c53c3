/* From the text of a formula to its tree. */
#ifndef PARSE_H
#define PARSE_H

#include "table.h"
#include "tree.h"

struct node *parse_formula(const char *formula, struct table *table);

#endif
