package dev.hearth.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.FunctionName;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeEnd.Metered;
import dev.hearth.functions.InvokeEnd.Throttle;
import dev.hearth.functions.InvokeReply;
import dev.hearth.functions.Invoker;
import dev.hearth.sandbox.CallEnd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Functions that are a lambda each; those that say nothing wait for the test to end them. */
final class FakeInvoker implements Invoker {
  record Started(String function, Optional<String> qualifier, Invoke call, InvokeReply reply) {
    String payload() {
      return new String(call.payload(), UTF_8);
    }
  }

  final List<Started> started = new ArrayList<>();
  final Deque<Started> open = new ArrayDeque<>();
  Function<Started, Optional<InvokeEnd>> behaviour = _ -> Optional.empty();

  @Override
  public Runnable invoke(
      String function, Optional<String> qualifier, Invoke call, InvokeReply reply) {
    var each = new Started(function, qualifier, call, reply);
    started.add(each);
    behaviour.apply(each).ifPresentOrElse(reply::ended, () -> open.add(each));
    return () -> {};
  }

  List<String> payloads() {
    return started.stream().map(Started::payload).toList();
  }

  static InvokeEnd answered(String answer) {
    return new InvokeEnd.Answered(answer.getBytes(UTF_8), metered(1));
  }

  static InvokeEnd failed(String type) {
    return new InvokeEnd.Failed(
        new CallEnd.Failed(CallEnd.Kind.UNHANDLED, type, "it broke", new byte[0], true),
        metered(1));
  }

  static InvokeEnd refused(Throttle reason) {
    return new InvokeEnd.Refused(reason, "no " + reason, 0);
  }

  static Metered metered(long millis) {
    return new Metered(TimeUnit.MILLISECONDS.toNanos(millis), 0, 0, -1, "");
  }

  static Invoke call(String id, String payload) {
    return new Invoke(
        id,
        payload.getBytes(UTF_8),
        "default",
        FunctionName.arn("f"),
        0,
        false,
        Optional.empty(),
        Optional.empty());
  }
}
