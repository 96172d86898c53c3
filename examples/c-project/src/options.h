/* The command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

enum { MAX_FORMULAS = 32 };

struct options {
    const char *file;
    const char *formulas[MAX_FORMULAS];
    int formula_count;
    const char *sort_column;
    bool descending;
    bool as_csv;
    bool list_functions;
    char separator;
};

void options_parse(struct options *options, int argc, char **argv);

#endif
