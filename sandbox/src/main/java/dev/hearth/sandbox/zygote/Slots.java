package dev.hearth.sandbox.zygote;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.SandboxListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls a sandbox runs, each in a slot with an output of its own. A call that has ended leaves
 * its slot when its process has; until then the next one waits.
 */
final class Slots {
  private final Map<Long, Running> byCall = new ConcurrentHashMap<>();
  private final ArrayDeque<Running> waiting = new ArrayDeque<>();
  private final List<Output> outputs = new ArrayList<>();
  private final boolean[] taken;

  Slots(int count, SandboxListener listener) {
    taken = new boolean[count];
    for (int i = 0; i < count; i++) {
      outputs.add(new Output(listener));
    }
  }

  int count() {
    return taken.length;
  }

  Output output(int slot) {
    return outputs.get(slot);
  }

  /** Takes a call in; null if there are as many as may be. */
  synchronized @Nullable Running begin(Call call, CallListener listener, long outputBytes) {
    if (byCall.size() >= taken.length) {
      return null;
    }
    var running = new Running(call, listener, outputBytes);
    byCall.put(call.id(), running);
    return running;
  }

  /** Whether a call has a slot now; else it waits for {@link #free}. */
  synchronized boolean take(Running running) {
    for (int slot = 0; slot < taken.length; slot++) {
      if (!taken[slot]) {
        taken[slot] = true;
        running.slot(slot);
        outputs.get(slot).call(running);
        return true;
      }
    }
    waiting.add(running);
    return false;
  }

  /** Frees a slot; the call that has it now, if one waited. */
  synchronized @Nullable Running free(int slot) {
    taken[slot] = false;
    outputs.get(slot).call(null);
    Running next = waiting.poll();
    return next != null && take(next) ? next : null;
  }

  @Nullable Running find(long call) {
    return byCall.get(call);
  }

  /** Ends a call, if it has not ended. */
  void end(long call, CallEnd end) {
    Running running;
    synchronized (this) {
      running = byCall.remove(call);
      if (running != null) {
        waiting.remove(running);
      }
    }
    if (running != null) {
      running.ended(end);
    }
  }

  void endAll(CallEnd end) {
    List.copyOf(byCall.keySet()).forEach(call -> end(call, end));
  }

  void close() {
    outputs.forEach(Output::close);
  }
}
