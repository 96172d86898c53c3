#include "token.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

static const char *const operators[] = {"<=", ">=", "!=", "&&", "||", "+", "-", "*", "/", "%", "<",
                                        ">",  "=",  "!",  "(",  ")",  ",", "&", "?", ":", NULL};

static struct token quoted(struct lexer *lexer, struct token token)
{
    const char *start = ++lexer->at;

    while (*lexer->at && *lexer->at != '"')
        lexer->at++;
    if (!*lexer->at)
        fail("%s: a text does not end", lexer->formula);
    token.kind = T_TEXT;
    token.text = arena_text(lexer->arena, start, (size_t)(lexer->at - start));
    lexer->at++;
    return token;
}

struct token token_next(struct lexer *lexer)
{
    struct token token = {T_END, 0, "", 0};
    const char *start;

    while (isspace((unsigned char)*lexer->at))
        lexer->at++;
    start = lexer->at;
    token.position = (int)(start - lexer->formula) + 1;
    if (!*start)
        return token;
    if (isdigit((unsigned char)*start) || (*start == '.' && isdigit((unsigned char)start[1]))) {
        char *end;
        token.kind = T_NUMBER;
        token.number = strtod(start, &end);
        lexer->at = end;
        return token;
    }
    if (*start == '"')
        return quoted(lexer, token);
    if (isalpha((unsigned char)*start) || *start == '_') {
        while (isalnum((unsigned char)*lexer->at) || *lexer->at == '_')
            lexer->at++;
        token.kind = T_NAME;
        token.text = arena_text(lexer->arena, start, (size_t)(lexer->at - start));
        return token;
    }
    for (const char *const *operator = operators; *operator; operator++) {
        size_t length = strlen(*operator);
        if (strncmp(start, *operator, length) == 0) {
            token.kind = T_OPERATOR;
            token.text = *operator;
            lexer->at += length;
            return token;
        }
    }
    fail("%s: `%c' at %d is no operator", lexer->formula, *start, token.position);
}
