"""Makes the texts of this example: sentences put together by a small grammar, the same every time."""

import random
import sys

SUBJECTS = [
    "the shell",
    "a script",
    "the order",
    "every command",
    "a pipe",
    "the compiler",
    "an old archive",
    "the second run",
    "a header",
    "nobody",
]
VERBS = [
    "reads",
    "writes",
    "forgets",
    "remembers",
    "waits for",
    "overtakes",
    "compiles",
    "links",
    "sorts",
    "keeps",
    "restores",
    "expands",
]
OBJECTS = [
    "a file",
    "the tree",
    "its own output",
    "two words",
    "the same bytes",
    "an empty folder",
    "all variables",
    "the last line",
    "nothing",
]
ADVERBS = [
    "quickly",
    "in order",
    "out of order",
    "on every core",
    "twice",
    "at once",
    "again",
    "never",
    "as bash would",
    "by name",
]
EXTRAS = [
    "ash",
    "birch",
    "cedar",
    "dogwood",
    "elm",
    "fir",
    "gum",
    "hazel",
    "ivy",
    "juniper",
    "larch",
    "maple",
    "oak",
    "pine",
    "rowan",
    "spruce",
    "teak",
    "walnut",
    "yew",
]


def sentence(chance: random.Random, theme: list[str]) -> str:
    """One sentence, with a word of the text's theme in it now and then."""
    words = [chance.choice(part) for part in (SUBJECTS, VERBS, OBJECTS, ADVERBS)]
    if chance.random() < 0.3:
        words.insert(3, "under the " + chance.choice(theme))
    return " ".join(words).capitalize() + chance.choice(".!?;")


for number in range(1, 9):
    chance = random.Random(number)
    theme = chance.sample(EXTRAS, 8)
    with open(f"{sys.argv[1]}/text{number}.txt", "w") as file:
        for _ in range(4000):
            file.write(sentence(chance, theme) + "\n")
