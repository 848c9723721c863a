"""FaaSProfiler (Shahrad et al., MICRO 2019): the kinds of functions it drives with its loads."""

from base64 import b64decode, b64encode

from common import answer, numbers
from functionbench import WORDS, picture, words

GOOD = {"ash": 2, "maple": 3, "oak": 1}
BAD = {"yew": -3, "hazel": -1, "willow": -2}


def primes(n):
    """The sieve of Eratosthenes."""
    sieve = [True] * (n + 1)
    found = []
    for i in range(2, n + 1):
        if sieve[i]:
            found.append(i)
            for j in range(i * i, n + 1, i):
                sieve[j] = False
    return [len(found), sum(found)]


def base64(n):
    draw = numbers(n)
    data = bytes(next(draw) % 256 for _ in range(n))
    for _ in range(3):
        data = b64encode(data)
    text = data
    for _ in range(3):
        data = b64decode(data)
    return text[:1000] + data[:1000]


def markdown(n):
    """Headings, lists, emphasis and paragraphs of n lines as HTML."""
    draw = numbers(n)
    out = []
    for i in range(n):
        word = WORDS[next(draw) % len(WORDS)]
        line = ["# %s", "* %s", "**%s** and more", "plain %s"][next(draw) % 4] % word
        if line.startswith("# "):
            out.append("<h1>" + line[2:] + "</h1>")
        elif line.startswith("* "):
            out.append("<li>" + line[2:] + "</li>")
        else:
            parts = line.split("**")
            out.append("<p>" + "".join(part if at % 2 == 0 else "<b>" + part + "</b>" for at, part in enumerate(parts)) + "</p>")
    return "".join(out).encode()


def sentiment(n):
    """Scores n words by a list of good and bad ones, turned round behind a fir."""
    score = 0
    turned = False
    for word in words(n):
        value = GOOD.get(word, 0) + BAD.get(word, 0)
        score += -value if turned else value
        turned = word == "fir"
    return [score]


def resize(n):
    """A grey picture of n times n made half as wide and high, three times."""
    pixels = picture(n, numbers(n))
    for _ in range(3):
        half = len(pixels) // 2
        pixels = [
            [
                (pixels[2 * y][2 * x] + pixels[2 * y][2 * x + 1] + pixels[2 * y + 1][2 * x] + pixels[2 * y + 1][2 * x + 1]) // 4
                for x in range(half)
            ]
            for y in range(half)
        ]
    return bytes(value for row in pixels for value in row)


def autocomplete(n):
    """A tree of n made-up words, and how many begin with each letter and with each two letters."""
    draw = numbers(n)
    tree = {}
    for _ in range(n):
        node = tree
        for _ in range(3 + next(draw) % 4):
            node = node.setdefault("abcdefgh"[next(draw) % 8], {})
        node["."] = node.get(".", 0) + 1
    return [below(tree[a]) for a in "abcdefgh" if a in tree] + [
        below(tree[a][b]) for a in "abcdefgh" for b in "abcdefgh" if a in tree and b in tree[a]
    ]


def below(node):
    return sum(value if letter == "." else below(value) for letter, value in node.items())


CASES = {
    "primes": (primes, 200_000, 10_000_000),
    "base64": (base64, 100_000, 10_000_000),
    "markdown": (markdown, 20_000, 1_000_000),
    "sentiment": (sentiment, 100_000, 10_000_000),
    "resize": (resize, 256, 4_000),
    "autocomplete": (autocomplete, 20_000, 1_000_000),
}


def handler(event, context):
    return answer(CASES, event)
