#include "functions.h"

#include <string.h>

#define FUNCTION(name, least, most, help) struct value function_##name(const struct call *call);
#include "functions.inc"
#undef FUNCTION

const struct function functions[] = {
#define FUNCTION(name, least, most, help) {#name, least, most, function_##name, help},
#include "functions.inc"
#undef FUNCTION
    {NULL, 0, 0, NULL, NULL},
};

int function_find(const char *name)
{
    for (int i = 0; functions[i].name; i++)
        if (strcmp(functions[i].name, name) == 0)
            return i;
    return -1;
}
