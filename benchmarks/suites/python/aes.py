"""AES with a key of 128 bits in counter mode (FIPS 197, NIST SP 800-38A), with the key and counter of the latter's example."""

KEY = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
COUNTER = int("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", 16)


def substitutions():
    """Inverses in the field of 256 elements, then the affine map of the standard."""
    box = [0] * 256
    p = q = 1
    while True:
        p ^= (p << 1) & 0xFF ^ (0x1B if p & 0x80 else 0)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xFF
        if q & 0x80:
            q ^= 0x09
        box[p] = q ^ turned(q, 1) ^ turned(q, 2) ^ turned(q, 3) ^ turned(q, 4) ^ 0x63
        if p == 1:
            box[0] = 0x63
            return box


def turned(value, bits):
    return (value << bits | value >> (8 - bits)) & 0xFF


BOX = substitutions()


def doubled(value):
    return (value << 1) & 0xFF ^ (0x1B if value & 0x80 else 0)


def round_keys():
    words = [list(KEY[i : i + 4]) for i in range(0, 16, 4)]
    constant = 1
    for i in range(4, 44):
        word = list(words[i - 1])
        if i % 4 == 0:
            word = [BOX[value] for value in word[1:] + word[:1]]
            word[0] ^= constant
            constant = doubled(constant)
        words.append([a ^ b for a, b in zip(words[i - 4], word)])
    return [sum(words[i : i + 4], []) for i in range(0, 44, 4)]


KEYS = round_keys()


def encrypted(block):
    state = [a ^ b for a, b in zip(block, KEYS[0])]
    for number in range(1, 11):
        state = [BOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < 10:
            state = mixed(state)
        state = [a ^ b for a, b in zip(state, KEYS[number])]
    return state


def mixed(state):
    out = []
    for i in range(0, 16, 4):
        a, b, c, d = state[i : i + 4]
        out.append(doubled(a) ^ doubled(b) ^ b ^ c ^ d)
        out.append(a ^ doubled(b) ^ doubled(c) ^ c ^ d)
        out.append(a ^ b ^ doubled(c) ^ doubled(d) ^ d)
        out.append(doubled(a) ^ a ^ b ^ c ^ doubled(d))
    return out


def ctr(text):
    """The text encrypted; of any length."""
    out = bytearray()
    counter = COUNTER
    for start in range(0, len(text), 16):
        pad = encrypted(counter.to_bytes(16, "big"))
        out += bytes(a ^ b for a, b in zip(text[start : start + 16], pad))
        counter = (counter + 1) % (1 << 128)
    return bytes(out)
