package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the record of a call, or the payload of one that was given up, goes. */
public sealed interface Target {
  /** One of this node's message queues; made if it is not there. */
  record Queue(String name) implements Target {}

  /** A function, called without waiting. */
  record Function(String name, Optional<String> qualifier) implements Target {}

  /** A function that is given the answer itself, at once. */
  record Grain(String name, Optional<String> qualifier) implements Target {}

  /** What the events' name of a queue looks like. */
  Pattern QUEUE_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,80}");

  /**
   * Reads a target: {@code queue:NAME}, {@code function:NAME[:QUALIFIER]}, {@code
   * grain:NAME[:QUALIFIER]}, or an ARN of SQS or Lambda whose account and region play no part.
   *
   * @throws FunctionException saying what may be written
   */
  static Target parse(String text) {
    Matcher queue =
        Pattern.compile("(?:queue:|arn:aws[a-z-]*:sqs:[a-z0-9-]*:\\d*:)([a-zA-Z0-9_-]{1,80})")
            .matcher(text);
    if (queue.matches()) {
      return new Queue(queue.group(1));
    }
    if (text.startsWith("function:") || (text.startsWith("arn:") && text.contains(":lambda:"))) {
      FunctionName name = FunctionName.parse(text);
      return new Function(name.name(), name.qualifier());
    }
    if (text.startsWith("grain:")) {
      FunctionName name = FunctionName.parse("function:" + text.substring("grain:".length()));
      return new Grain(name.name(), name.qualifier());
    }
    throw new FunctionException(
        FunctionException.Code.INVALID_PARAMETER_VALUE,
        "'%s' is no target; write queue:NAME, function:NAME, grain:NAME or the ARN of a queue or function"
            .formatted(text.length() > 200 ? text.substring(0, 200) + "..." : text));
  }

  /** A queue's name in AWS's form. */
  static String queueArn(String name) {
    return "arn:aws:sqs:%s:%s:%s".formatted(FunctionName.REGION, FunctionName.ACCOUNT, name);
  }
}
