package dev.hearth.functions.event;

import dev.hearth.functions.FunctionName;
import dev.hearth.functions.Invoke;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts something where it is to go, within the transaction that says why. */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** That of whoever the called function belongs to. */
  static final String TENANT = "";

  private Outbox() {}

  /** What has to be told on the loop once the transaction is on the disk. */
  sealed interface Sent {
    record Message(String queue) implements Sent {}

    record Call(Waiting waiting) implements Sent {}
  }

  static Sent put(
      Session session, Target target, byte[] body, Map<String, String> attributes, long now)
      throws SQLException {
    return switch (target) {
      case Target.Queue queue -> {
        MessageRows.ensureQueue(session, queue.name());
        if (!MessageRows.hasRoom(session, queue.name(), now)) {
          LOG.warn("the queue {} is full; what a call was to send there is dropped", queue.name());
        } else {
          MessageRows.insert(session, queue.name(), body, attributes, now, now);
        }
        yield new Sent.Message(queue.name());
      }
      case Target.Function function -> call(session, function, body, now);
      // What was given up has no answer to hand on.
      case Target.Grain(var name, var qualifier) ->
          call(session, new Target.Function(name, qualifier), body, now);
    };
  }

  private static Sent call(Session session, Target.Function function, byte[] body, long now)
      throws SQLException {
    return new Sent.Call(
        InvocationRows.insert(
            session,
            function.name(),
            function.qualifier(),
            call(function, body),
            Optional.empty(),
            now));
  }

  /** The call that follows another, on behalf of the same tenant. */
  static Invoke following(Invoke former, Target.Grain next, byte[] answer) {
    Invoke call = call(new Target.Function(next.name(), next.qualifier()), answer);
    return new Invoke(
        call.requestId(),
        answer,
        former.tenant(),
        call.functionArn(),
        0,
        false,
        former.trace(),
        former.clientContext());
  }

  /** A call that nobody in particular made. */
  static Invoke call(Target.Function function, byte[] payload) {
    return new Invoke(
        UUID.randomUUID().toString(),
        payload,
        TENANT,
        function
            .qualifier()
            .map(qualifier -> FunctionName.arn(function.name(), qualifier))
            .orElseGet(() -> FunctionName.arn(function.name())),
        0,
        false,
        Optional.empty(),
        Optional.empty());
  }
}
