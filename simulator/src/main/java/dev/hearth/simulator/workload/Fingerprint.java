package dev.hearth.simulator.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of all that a workload is made from. */
public final class Fingerprint {
  private final MessageDigest digest;

  public Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds bytes of a file. */
  public void add(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
  }

  /** Adds a text, apart from what comes next. */
  public Fingerprint add(String text) {
    digest.update(text.getBytes(UTF_8));
    digest.update((byte) 0);
    return this;
  }

  /** In hexadecimal; afterwards it begins anew. */
  public String text() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
