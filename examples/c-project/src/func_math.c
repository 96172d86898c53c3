#include <math.h>

#include "functions.h"

#define OF_ONE(name, expression) \
    struct value function_##name(const struct call *call); \
    struct value function_##name(const struct call *call) \
    { \
        double x = value_as_number(call->arguments[0]); \
        return value_number(expression); \
    }

OF_ONE(abs, fabs(x))
OF_ONE(sqrt, x < 0 ? 0 : sqrt(x))
OF_ONE(floor, floor(x))
OF_ONE(ceil, ceil(x))
OF_ONE(log, x > 0 ? log(x) : 0)
OF_ONE(exp, exp(x))

struct value function_round(const struct call *call);
struct value function_round(const struct call *call)
{
    double scale = call->count > 1 ? pow(10, value_as_number(call->arguments[1])) : 1;

    return value_number(round(value_as_number(call->arguments[0]) * scale) / scale);
}

struct value function_min(const struct call *call);
struct value function_min(const struct call *call)
{
    struct value least = call->arguments[0];

    for (int i = 1; i < call->count; i++)
        if (value_compare(call->arguments[i], least) < 0)
            least = call->arguments[i];
    return least;
}

struct value function_max(const struct call *call);
struct value function_max(const struct call *call)
{
    struct value most = call->arguments[0];

    for (int i = 1; i < call->count; i++)
        if (value_compare(call->arguments[i], most) > 0)
            most = call->arguments[i];
    return most;
}
