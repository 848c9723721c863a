package dev.hearth.node.console;

import dev.hearth.gateway.console.Feed;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.View;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known of an instance that is not gone. On the event loop. */
final class Living {
  static final long NEVER = Long.MAX_VALUE;

  final int id;
  Subjects.Owner owner;

  /** The deployment it belongs to, unless that is gone. */
  @Nullable Entry entry;

  double cores;
  long memoryBytes;

  /** Since when its owner has it, in the kernel's time. */
  long heldSince;

  long keepUntil = NEVER;
  boolean starting = true;
  boolean busy;

  /** When it became idle, if nobody was told yet. */
  long idledAt = NEVER;

  /** What it ran since it was idle last. */
  long runs;

  long rows;

  /** When it changed last, in the feed's count. */
  long changed;

  Living(InstanceView view, Subjects.Owner owner, long now) {
    id = view.id();
    this.owner = owner;
    heldSince = now;
    holds(view.configuration().resources());
  }

  /** What its owner has of the node by it. */
  void holds(Resources resources) {
    cores = resources.cpuMillis() / 1_000.0;
    memoryBytes = resources.memoryBytes();
  }

  double gibSeconds(long now) {
    return memoryBytes / (double) (1L << 30) * (now - heldSince) / TimeUnit.SECONDS.toNanos(1);
  }

  static String word(InstanceView view) {
    return switch (view.state()) {
      case InstanceState.Starting _ -> "starting";
      case InstanceState.Ready _ -> view.idle() ? "idle" : "busy";
      case InstanceState.Changing _ -> "changing";
      case InstanceState.Draining _ -> "draining";
      case InstanceState.Stopping _ -> "stopping";
      case InstanceState.Gone _ -> "gone";
    };
  }

  Feed.Instance shown(View kernel, Times times) {
    if (!kernel.hasInstance(id)) {
      return gone(times.millis());
    }
    InstanceView view = kernel.instance(id);
    String state = word(view);
    boolean idle = state.equals("idle");
    int slots = view.configuration().slots();
    return new Feed.Instance(
        id,
        owner.key(),
        owner.version(),
        state,
        times.millis(idle ? view.idleSince() : view.state().since()),
        memoryBytes,
        idle && keepUntil != NEVER
            ? OptionalLong.of(times.millis(keepUntil))
            : OptionalLong.empty(),
        state.equals("busy") ? slots - view.freeSlots() : 0,
        slots);
  }

  Feed.Instance gone(long at) {
    return new Feed.Instance(
        id, owner.key(), owner.version(), "gone", at, 0, OptionalLong.empty(), 0, 0);
  }
}
