package dev.hearth.node.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.hearth.gateway.security.Caller;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * Keys that callers show: {@code hk_ID_SECRET}. A secret is 256 random bits, so that its digest
 * needs neither salt nor stretching: there is nothing to guess. Digests are compared in constant
 * time. Changes block; the rest is safe on any thread.
 */
final class ApiKeys {
  static final String PREFIX = "hk_";
  static final int MAX_KEYS = 10_000;
  private static final int ID_BYTES = 6;
  private static final int SECRET_BYTES = 32;
  private static final int LENGTH = PREFIX.length() + 2 * ID_BYTES + 1 + 2 * SECRET_BYTES;

  private final AccessStore store;
  private final SecureRandom random;
  private final LongSupplier millis;
  private final Map<String, StoredKey> keys = new ConcurrentSkipListMap<>();

  /**
   * The keys of a store; blocks.
   *
   * @param millis the time, since 1970
   */
  ApiKeys(AccessStore store, SecureRandom random, LongSupplier millis) {
    this.store = store;
    this.random = random;
    this.millis = millis;
    store.keys().forEach(key -> keys.put(key.id(), key));
  }

  /** A key that was just made, the only time that its text is known. */
  record Made(String text, StoredKey key) {
    @Override
    public String toString() {
      return key.toString();
    }
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  Collection<StoredKey> all() {
    return List.copyOf(keys.values());
  }

  /** Who shows a key, if it is known and good. */
  Optional<Caller> find(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    int from = PREFIX.length();
    StoredKey key = keys.get(text.substring(from, from + 2 * ID_BYTES));
    if (key == null || !MessageDigest.isEqual(key.digest(), digest(text))) {
      return Optional.empty();
    }
    return key.good(millis.getAsLong()) ? Optional.of(key.caller()) : Optional.empty();
  }

  /** Makes a key and keeps it. */
  Made make(Caller caller, OptionalLong expiresAtMillis) {
    String id = text(ID_BYTES);
    String text = PREFIX + id + "_" + text(SECRET_BYTES);
    var key = new StoredKey(id, digest(text), caller, millis.getAsLong(), expiresAtMillis);
    store.put(key);
    keys.put(id, key);
    return new Made(text, key);
  }

  /** Takes a key back; from then on it is not known. */
  boolean revoke(String id) {
    if (!keys.containsKey(id)) {
      return false;
    }
    store.removeKey(id);
    return keys.remove(id) != null;
  }

  private String text(int bytes) {
    var random = new byte[bytes];
    this.random.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
