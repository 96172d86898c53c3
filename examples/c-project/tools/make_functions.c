/* Turns data/functions.txt into lines that the C preprocessor makes a table of. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    char line[512], name[64], arity[16], *help;
    int number = 0, used, least, most;

    puts("/* Made by tools/make_functions from data/functions.txt. */");
    while (fgets(line, sizeof line, stdin)) {
        number++;
        line[strcspn(line, "\n")] = 0;
        if (!*line || *line == '#')
            continue;
        if (sscanf(line, "%63s %15s %n", name, arity, &used) < 2) {
            fprintf(stderr, "make_functions: line %d: name, arguments and help are wanted\n", number);
            return 1;
        }
        help = line + used;
        if (sscanf(arity, "%d-%d", &least, &most) == 1)
            most = least;
        printf("FUNCTION(%s, %d, %d, \"%s\")\n", name, least, most, help);
    }
    return 0;
}
