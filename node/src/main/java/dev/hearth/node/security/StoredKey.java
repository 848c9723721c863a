package dev.hearth.node.security;

import dev.hearth.gateway.security.Caller;
import java.util.OptionalLong;

/**
 * A key as it is kept: enough to know it again, too little to use it.
 *
 * @param id the part of it that is no secret
 * @param digest SHA-256 of the whole key
 * @param caller who shows it
 * @param expiresAtMillis since 1970, if it ever does
 */
@SuppressWarnings("ArrayRecordComponent") // compared in constant time, by nobody else
record StoredKey(
    String id, byte[] digest, Caller caller, long createdAtMillis, OptionalLong expiresAtMillis) {
  boolean good(long nowMillis) {
    return expiresAtMillis.isEmpty() || nowMillis < expiresAtMillis.getAsLong();
  }

  /** Leaves out the digest. */
  @Override
  public String toString() {
    return "key " + id + " of " + caller;
  }
}
