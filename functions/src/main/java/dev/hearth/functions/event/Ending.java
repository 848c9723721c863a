package dev.hearth.functions.event;

import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Invoke;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a call: it is forgotten, and whoever is to know is told, both or neither. */
record Ending(Waiting waiting, Invoke call, Outcome outcome, Optional<HandedOn> next) {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  /** What runs next, and its backup. */
  record HandedOn(Waiting waiting, Invoke call) {}

  static Ending of(
      Waiting waiting, Invoke call, Outcome outcome, EventConfiguration configuration, long now) {
    Optional<Target> target =
        outcome.success() ? target(waiting, configuration.onSuccess()) : Optional.empty();
    if (target.isEmpty() || !(target.get() instanceof Target.Grain grain)) {
      return new Ending(waiting, call, outcome, Optional.empty());
    }
    Invoke following = Outbox.following(call, grain, outcome.answer());
    var next = new HandedOn(Waiting.after(waiting, grain, following, now), following);
    return new Ending(waiting, call, outcome, Optional.of(next));
  }

  /**
   * Writes it.
   *
   * @return what was put where
   */
  List<Outbox.Sent> write(Session session, EventConfiguration configuration, long now)
      throws SQLException {
    var sent = new ArrayList<Outbox.Sent>();
    if (!InvocationRows.delete(session, waiting)) {
      if (waiting.handedOn) {
        throw new SQLException("the backup of the call itself is not written yet");
      }
      return sent;
    }
    if (next.isPresent()) {
      backUp(session, next.get(), now);
    }
    Optional<String> destination =
        outcome.success() ? configuration.onSuccess() : configuration.onFailure();
    Optional<Target> target = target(waiting, destination);
    if (target.isPresent() && next.isEmpty()) {
      byte[] record = Records.of(waiting, call, outcome, now);
      sent.add(Outbox.put(session, target.get(), record, Map.of(), now));
    }
    Optional<Target> deadLetter =
        outcome.success() ? Optional.empty() : target(waiting, configuration.deadLetter());
    if (deadLetter.isPresent()) {
      sent.add(Outbox.put(session, deadLetter.get(), call.payload(), reason(), now));
    }
    if (waiting.callback.isPresent()) {
      CallbackRows.insert(session, waiting.callback.get(), waiting.function, call, outcome, now);
    }
    return sent;
  }

  private static void backUp(Session session, HandedOn next, long now) throws SQLException {
    Waiting following = next.waiting;
    following.id =
        InvocationRows.insert(
                session,
                following.function,
                following.qualifier,
                next.call,
                following.callback,
                now)
            .id;
  }

  private static Optional<Target> target(Waiting waiting, Optional<String> text) {
    try {
      return text.map(Target::parse);
    } catch (FunctionException e) {
      LOG.warn("{} has a destination that is none: {}", waiting.function, e.getMessage());
      return Optional.empty();
    }
  }

  /** The attributes of AWS's dead letters. */
  private Map<String, String> reason() {
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("RequestID", call.requestId());
    attributes.put("ErrorCode", outcome.failure().isPresent() ? "200" : "408");
    attributes.put(
        "ErrorMessage",
        LogText.cut(
            outcome
                .failure()
                .map(failure -> failure.errorType() + ": " + failure.message())
                .orElse(outcome.condition().word),
            1_024));
    return attributes;
  }
}
