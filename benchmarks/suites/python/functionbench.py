"""FunctionBench (Kim and Lee, CLOUD 2019): kernels and small applications, each of a size `n`."""

import json
import math
import os
import tempfile
import zlib

from aes import ctr
from common import MODULUS, answer, micros, numbers

BLOCK = 4096
WORDS = "ash birch cedar elm fir hazel larch maple oak pine rowan spruce willow yew".split()


def floating(n):
    """Sums of square roots, products and quotients."""
    total = 0.0
    for i in range(1, n + 1):
        total += math.sqrt(i) + 1.0 / i - i * 1e-6
    return [micros(total)]


def matmul(n):
    draw = numbers(n)
    a = [[next(draw) % 10 for _ in range(n)] for _ in range(n)]
    b = [[next(draw) % 10 for _ in range(n)] for _ in range(n)]
    columns = list(zip(*b))
    product = [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]
    return [sum(row) for row in product] + [product[i][i] for i in range(n)]


def linpack(n):
    """Solves a system whose solution is all ones, by elimination with partial pivoting."""
    draw = numbers(n)
    a = [[next(draw) / MODULUS - 0.5 for _ in range(n)] for _ in range(n)]
    x = []
    for row in a:
        total = 0.0
        for value in row:
            total += value
        x.append(total)
    for k in range(n):
        pivot = k
        for i in range(k + 1, n):
            if abs(a[i][k]) > abs(a[pivot][k]):
                pivot = i
        a[k], a[pivot] = a[pivot], a[k]
        x[k], x[pivot] = x[pivot], x[k]
        for i in range(k + 1, n):
            factor = a[i][k] / a[k][k]
            for j in range(k, n):
                a[i][j] -= factor * a[k][j]
            x[i] -= factor * x[k]
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            x[i] -= a[i][j] * x[j]
        x[i] /= a[i][i]
    return [micros(value) for value in x]


def aes(n):
    draw = numbers(n)
    return ctr(bytes(next(draw) % 256 for _ in range(n)))


def html(n):
    """A table of rows and ten columns from a template, with what needs it escaped."""
    draw = numbers(n)
    rows = []
    for i in range(n):
        cells = []
        for j in range(10):
            text = "%s <%d> & %d" % (WORDS[next(draw) % len(WORDS)], i, j)
            cells.append("<td>" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</td>")
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return ("<table>" + "".join(rows) + "</table>").encode()


def json_text(n):
    """Writes a document of n records, reads it again and sums what it finds."""
    draw = numbers(n)
    records = [
        {"id": i, "name": WORDS[next(draw) % len(WORDS)], "tags": [next(draw) % 100, next(draw) % 100]} for i in range(n)
    ]
    text = json.dumps({"records": records}, separators=(",", ":"))
    again = json.loads(text)["records"]
    total = sum(record["id"] + sum(record["tags"]) + len(record["name"]) for record in again)
    return [len(text), total]


def gzip(n):
    """Compresses n bytes of words and expands them again; how small they get depends on the library."""
    text = " ".join(words(n // 5 + 1)).encode()[:n]
    packed = zlib.compress(text, 6)
    if len(packed) >= len(text) and n > 100:
        raise AssertionError("words did not compress")
    return zlib.decompress(packed)


def words(n):
    draw = numbers(n)
    return [WORDS[next(draw) % len(WORDS)] for _ in range(n)]


def disk_sequential(n):
    """Writes n blocks to a file and reads them in order."""
    draw = numbers(n)
    sums = []
    with tempfile.TemporaryFile() as file:
        for _ in range(n):
            file.write(bytes([next(draw) % 256]) * BLOCK)
        file.flush()
        file.seek(0)
        for _ in range(n):
            sums.append(zlib.crc32(file.read(BLOCK)))
    return sums


def disk_random(n):
    """Writes and reads n blocks of a file of 256, in no order."""
    draw = numbers(n)
    sums = []
    with tempfile.TemporaryFile(buffering=0) as file:
        file.truncate(256 * BLOCK)
        for _ in range(n):
            os.pwrite(file.fileno(), bytes([next(draw) % 256]) * BLOCK, next(draw) % 256 * BLOCK)
            sums.append(zlib.crc32(os.pread(file.fileno(), BLOCK, next(draw) % 256 * BLOCK)))
    return sums


def dd(n):
    """Copies a file of n blocks to another."""
    draw = numbers(n)
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        for _ in range(n):
            source.write(bytes([next(draw) % 256]) * BLOCK)
        source.seek(0)
        while block := source.read(BLOCK):
            target.write(block)
        target.seek(0)
        return [zlib.crc32(target.read())]


def picture(n, draw):
    return [[next(draw) % 256 for _ in range(n)] for _ in range(n)]


def image(n):
    """Flips, turns, blurs and shrinks a grey picture of n times n."""
    pixels = picture(n, numbers(n))
    pixels = [row[::-1] for row in pixels]
    pixels = [list(column) for column in zip(*pixels[::-1])]
    blurred = [[0] * n for _ in range(n)]
    for y in range(n):
        for x in range(n):
            total = count = 0
            for v in range(max(0, y - 1), min(n, y + 2)):
                for u in range(max(0, x - 1), min(n, x + 2)):
                    total += pixels[v][u]
                    count += 1
            blurred[y][x] = total // count
    half = n // 2
    small = [
        (blurred[2 * y][2 * x] + blurred[2 * y + 1][2 * x] + blurred[2 * y][2 * x + 1] + blurred[2 * y + 1][2 * x + 1]) // 4
        for y in range(half)
        for x in range(half)
    ]
    return bytes(value for row in blurred for value in row) + bytes(small)


def video(n):
    """Makes n frames of 64 by 64 in three colours grey, and sums how each differs from the one before."""
    draw = numbers(n)
    before = [0] * 4096
    moved = []
    for _ in range(n):
        frame = []
        for _ in range(4096):
            red, green, blue = next(draw) % 256, next(draw) % 256, next(draw) % 256
            frame.append((red * 299 + green * 587 + blue * 114) // 1000)
        moved.append(sum(abs(a - b) for a, b in zip(frame, before)))
        before = frame
    return moved


def samples(n, features):
    draw = numbers(n)
    return [[next(draw) / MODULUS - 0.5 for _ in range(features)] for _ in range(n)]


def training(n):
    """Gradient descent for a linear classifier on n samples of eight features, with softsign for the sigmoid."""
    data = samples(n, 8)
    weights = [0.0] * 8
    for _ in range(10):
        for sample in data:
            target = 1.0 if sample[0] + sample[1] - sample[2] > 0 else -1.0
            score = 0.0
            for weight, value in zip(weights, sample):
                score += weight * value
            error = target - score / (1.0 + abs(score))
            for i in range(8):
                weights[i] += 0.1 * error * sample[i]
    return [micros(weight) for weight in weights]


def serving(n):
    """A perceptron of 16, 32 and 4 units answers n questions."""
    draw = numbers(7)
    hidden = [[next(draw) / MODULUS - 0.5 for _ in range(16)] for _ in range(32)]
    output = [[next(draw) / MODULUS - 0.5 for _ in range(32)] for _ in range(4)]
    answers = [0, 0, 0, 0]
    for sample in samples(n, 16):
        middle = [max(0.0, dot(unit, sample)) for unit in hidden]
        scores = [dot(unit, middle) for unit in output]
        answers[scores.index(max(scores))] += 1
    return answers


def dot(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total += x * y
    return total


def mapreduce(n):
    """Counts n words in eight parts, and the parts together."""
    text = words(n)
    parts = [text[i::8] for i in range(8)]
    counted = []
    for part in parts:
        counts = {}
        for word in part:
            counts[word] = counts.get(word, 0) + 1
        counted.append(counts)
    total = {}
    for counts in counted:
        for word, count in counts.items():
            total[word] = total.get(word, 0) + count
    return ["%s=%d" % (word, total[word]) for word in sorted(total)]


CASES = {
    "float": (floating, 300_000, 100_000_000),
    "matmul": (matmul, 80, 1_000),
    "linpack": (linpack, 80, 1_000),
    "aes": (aes, 8_000, 10_000_000),
    "html": (html, 800, 100_000),
    "json": (json_text, 4_000, 1_000_000),
    "gzip": (gzip, 500_000, 50_000_000),
    "dd": (dd, 1_000, 10_000),
    "disk-sequential": (disk_sequential, 1_000, 10_000),
    "disk-random": (disk_random, 1_000, 1_000_000),
    "image": (image, 128, 2_000),
    "video": (video, 8, 1_000),
    "training": (training, 1_500, 1_000_000),
    "serving": (serving, 300, 1_000_000),
    "mapreduce": (mapreduce, 100_000, 10_000_000),
}


def handler(event, context):
    return answer(CASES, event)
