/* The functions of formulas; data/functions.txt lists them. */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

#include "table.h"
#include "value.h"

struct call {
    struct table *table;
    int row;
    int column;
    const struct value *arguments;
    int count;
};

struct function {
    const char *name;
    int least;
    int most;
    struct value (*compute)(const struct call *call);
    const char *help;
};

extern const struct function functions[];

/* The index of the function `name`, -1 if there is none. */
int function_find(const char *name);

#endif
