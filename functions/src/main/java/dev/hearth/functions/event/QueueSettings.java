package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import java.util.Optional;

/**
 * What the owner of a message queue says of it.
 *
 * @param visibilitySeconds how long a message that was received is hidden from others
 * @param retentionSeconds after which a message goes, received or not
 * @param maxReceives after which a message moves to the dead-letter queue, if there is one
 * @param deadLetter the queue for messages that nobody could handle
 */
public record QueueSettings(
    int visibilitySeconds, int retentionSeconds, int maxReceives, Optional<String> deadLetter) {
  public static final int MAX_VISIBILITY_SECONDS = 12 * 3_600;
  public static final int MAX_RETENTION_SECONDS = 14 * 86_400;
  public static final QueueSettings DEFAULTS =
      new QueueSettings(30, 4 * 86_400, 5, Optional.empty());

  public QueueSettings {
    require(
        visibilitySeconds >= 0 && visibilitySeconds <= MAX_VISIBILITY_SECONDS,
        "visibilitySeconds is 0 to " + MAX_VISIBILITY_SECONDS);
    require(
        retentionSeconds >= 1 && retentionSeconds <= MAX_RETENTION_SECONDS,
        "retentionSeconds is 1 to " + MAX_RETENTION_SECONDS);
    require(maxReceives >= 1 && maxReceives <= 1_000, "maxReceives is 1 to 1000");
    deadLetter.ifPresent(QueueSettings::requireName);
  }

  static void requireName(String name) {
    require(
        Target.QUEUE_NAME.matcher(name).matches(),
        "a queue's name has 1 to 80 letters, digits, dashes and underscores");
  }

  private static void require(boolean valid, String message) {
    if (!valid) {
      throw new FunctionException(FunctionException.Code.INVALID_PARAMETER_VALUE, message);
    }
  }
}
