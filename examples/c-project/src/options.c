#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "error.h"
#include "version.h"

static void usage(FILE *file)
{
    fputs("usage: sheet [-c] [-d SEPARATOR] [-f NAME=FORMULA]... [-s COLUMN] [-r] [FILE]\n"
          "       sheet -l | -V\n",
          file);
}

void options_parse(struct options *options, int argc, char **argv)
{
    int letter;

    options->separator = ',';
    while ((letter = getopt(argc, argv, "cd:f:hlrs:V")) != -1) {
        switch (letter) {
        case 'c':
            options->as_csv = true;
            break;
        case 'd':
            options->separator = optarg[0];
            break;
        case 'f':
            if (options->formula_count == MAX_FORMULAS)
                fail("more than %d formulas", MAX_FORMULAS);
            options->formulas[options->formula_count++] = optarg;
            break;
        case 'l':
            options->list_functions = true;
            break;
        case 'r':
            options->descending = true;
            break;
        case 's':
            options->sort_column = optarg;
            break;
        case 'V':
            puts("sheet " SHEET_VERSION);
            exit(0);
        case 'h':
            usage(stdout);
            exit(0);
        default:
            usage(stderr);
            exit(2);
        }
    }
    if (optind < argc)
        options->file = argv[optind++];
    if (optind < argc) {
        usage(stderr);
        exit(2);
    }
}
