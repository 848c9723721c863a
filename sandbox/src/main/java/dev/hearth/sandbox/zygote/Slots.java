package dev.hearth.sandbox.zygote;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.SandboxListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The calls a sandbox runs, each in a slot with an output of its own. */
final class Slots {
  private final Map<Long, Running> byCall = new ConcurrentHashMap<>();
  private final List<Output> outputs = new ArrayList<>();
  private final boolean[] taken;

  Slots(int count, SandboxListener listener) {
    taken = new boolean[count];
    for (int i = 0; i < count; i++) {
      outputs.add(new Output(listener));
    }
  }

  Output output(int slot) {
    return outputs.get(slot);
  }

  /** Takes a slot for a call; null if none is free. */
  synchronized @Nullable Running begin(Call call, CallListener listener, long outputBytes) {
    for (int slot = 0; slot < taken.length; slot++) {
      if (!taken[slot]) {
        taken[slot] = true;
        var running = new Running(call, listener, slot, outputBytes);
        outputs.get(slot).call(running);
        byCall.put(call.id(), running);
        return running;
      }
    }
    return null;
  }

  @Nullable Running find(long call) {
    return byCall.get(call);
  }

  /** Ends a call, if it has not ended, and frees its slot. */
  void end(long call, CallEnd end) {
    Running running = byCall.remove(call);
    if (running != null) {
      synchronized (this) {
        taken[running.slot()] = false;
        outputs.get(running.slot()).call(null);
      }
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
