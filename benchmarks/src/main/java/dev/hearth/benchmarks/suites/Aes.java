package dev.hearth.benchmarks.suites;

import java.util.HexFormat;

/**
 * AES with a key of 128 bits in counter mode (FIPS 197, NIST SP 800-38A), with the key and counter
 * of the latter's example; written out, since the work is what is measured.
 */
final class Aes {
  private static final byte[] KEY = HexFormat.of().parseHex("2b7e151628aed2a6abf7158809cf4f3c");
  private static final byte[] COUNTER = HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
  private static final int BLOCK = 16;
  private static final int ROUNDS = 10;
  private static final int[] BOX = substitutions();
  private static final int[] KEYS = roundKeys();

  private Aes() {}

  private static int turned(int value, int bits) {
    return (value << bits | value >> (8 - bits)) & 0xFF;
  }

  private static int doubled(int value) {
    return (value << 1 & 0xFF) ^ ((value & 0x80) != 0 ? 0x1B : 0);
  }

  /** Inverses in the field of 256 elements, then the affine map of the standard. */
  private static int[] substitutions() {
    var box = new int[256];
    int p = 1;
    int q = 1;
    do {
      p ^= doubled(p);
      q ^= q << 1;
      q ^= q << 2;
      q ^= q << 4;
      q &= 0xFF;
      if ((q & 0x80) != 0) {
        q ^= 0x09;
      }
      box[p] = q ^ turned(q, 1) ^ turned(q, 2) ^ turned(q, 3) ^ turned(q, 4) ^ 0x63;
    } while (p != 1);
    box[0] = 0x63;
    return box;
  }

  private static int[] roundKeys() {
    var keys = new int[BLOCK * (ROUNDS + 1)];
    for (int i = 0; i < BLOCK; i++) {
      keys[i] = KEY[i] & 0xFF;
    }
    int constant = 1;
    for (int at = BLOCK; at < keys.length; at += 4) {
      int[] word = {keys[at - 4], keys[at - 3], keys[at - 2], keys[at - 1]};
      if (at % BLOCK == 0) {
        word = new int[] {BOX[word[1]] ^ constant, BOX[word[2]], BOX[word[3]], BOX[word[0]]};
        constant = doubled(constant);
      }
      for (int i = 0; i < 4; i++) {
        keys[at + i] = keys[at - BLOCK + i] ^ word[i];
      }
    }
    return keys;
  }

  private static int[] encrypted(byte[] block) {
    var state = new int[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      state[i] = (block[i] & 0xFF) ^ KEYS[i];
    }
    for (int round = 1; round <= ROUNDS; round++) {
      var shifted = new int[BLOCK];
      for (int i = 0; i < BLOCK; i++) {
        shifted[i] = BOX[state[(i + 4 * (i % 4)) % BLOCK]];
      }
      state = round < ROUNDS ? mixed(shifted) : shifted;
      for (int i = 0; i < BLOCK; i++) {
        state[i] ^= KEYS[BLOCK * round + i];
      }
    }
    return state;
  }

  private static int[] mixed(int[] state) {
    var out = new int[BLOCK];
    for (int i = 0; i < BLOCK; i += 4) {
      int a = state[i];
      int b = state[i + 1];
      int c = state[i + 2];
      int d = state[i + 3];
      out[i] = doubled(a) ^ doubled(b) ^ b ^ c ^ d;
      out[i + 1] = a ^ doubled(b) ^ doubled(c) ^ c ^ d;
      out[i + 2] = a ^ b ^ doubled(c) ^ doubled(d) ^ d;
      out[i + 3] = doubled(a) ^ a ^ b ^ c ^ doubled(d);
    }
    return out;
  }

  /** The text encrypted; of any length. */
  static byte[] ctr(byte[] text) {
    var out = new byte[text.length];
    var counter = COUNTER.clone();
    for (int start = 0; start < text.length; start += BLOCK) {
      var pad = encrypted(counter);
      for (int i = start; i < Math.min(text.length, start + BLOCK); i++) {
        out[i] = (byte) (text[i] ^ pad[i - start]);
      }
      for (int i = BLOCK - 1; i >= 0 && ++counter[i] == 0; i--) {
        // A byte that wrapped carries to the one before it.
      }
    }
    return out;
  }
}
