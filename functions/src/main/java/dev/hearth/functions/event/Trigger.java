package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import java.util.Optional;

/**
 * A function that is called when an object comes.
 *
 * @param id unique
 * @param prefix how its key begins, empty for any
 * @param suffix how its key ends, empty for any
 */
public record Trigger(
    String id,
    String bucket,
    String prefix,
    String suffix,
    String function,
    Optional<String> qualifier) {
  public Trigger {
    ObjectStore.requireBucket(bucket);
    if (id.isEmpty() || id.length() > 128 || prefix.length() + suffix.length() > 1_024) {
      throw new FunctionException(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          "a trigger has an id of 1 to 128 characters, and a prefix and suffix of at most 1024");
    }
  }

  boolean concerns(String otherBucket, String key) {
    return bucket.equals(otherBucket) && key.startsWith(prefix) && key.endsWith(suffix);
  }
}
