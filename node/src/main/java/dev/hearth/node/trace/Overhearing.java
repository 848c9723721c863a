package dev.hearth.node.trace;

import dev.hearth.kernel.AdmissionPolicy.Admission;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Cut;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RoutingPolicy.Route;
import dev.hearth.kernel.RunView;
import dev.hearth.kernel.WarmthPolicy.Origin;
import dev.hearth.kernel.Witness;
import dev.hearth.sandbox.Timeline;
import io.netty.util.collection.IntObjectHashMap;
import org.jspecify.annotations.Nullable;

/** Brings what the kernel's witness hears to the invocations it is about. */
final class Overhearing implements Witness {
  /** How long it is at least from one note of a scaling to the next that starts nothing. */
  private static final long QUIET_NANOS = 100_000_000L;

  private final Recorder recorder;
  private final IntObjectHashMap<Life> instances = new IntObjectHashMap<>();
  private long lastCut;

  /** When an instance began to start, or to change, and when it was ready. */
  private static final class Life {
    long from;
    long ready = Entry.NEVER;
    Timeline timeline = Timeline.EMPTY;

    Life(long from) {
      this.from = from;
    }

    /** By one that came at a time; what began for it may be there within one turn of the loop. */
    boolean waitedFor(long submittedAt) {
      return ready > submittedAt || (from == submittedAt && ready == submittedAt);
    }
  }

  Overhearing(Recorder recorder) {
    this.recorder = recorder;
  }

  void loaded(int instance, Timeline timeline) {
    Life life = instances.get(instance);
    if (life != null) {
      life.timeline = timeline;
    }
  }

  @Override
  public void admitted(long now, PoolView pool, InvocationView invocation, Admission answer) {
    Entry entry = recorder.live(invocation.id());
    if (entry != null) {
      entry.admission = answer;
      entry.admittedAt = now;
      if (entry.detailed || !(answer instanceof Admission.Accept)) {
        entry.whyAdmitted = recorder.why(pool.function(), Role.ADMISSION);
      }
    }
  }

  @Override
  public void routed(long now, PoolView pool, InvocationView invocation, Route answer) {
    Entry entry = recorder.live(invocation.id());
    if (entry != null) {
      entry.route = answer;
      if (entry.detailed) {
        entry.whyRouted = recorder.why(pool.function(), Role.ROUTING);
      }
    }
  }

  @Override
  public void cut(long now, QueueView queue, InstanceView instance, long cut) {
    lastCut = cut;
    if (Cut.runsNow(cut) || Cut.until(cut) <= now) {
      return;
    }
    InvocationView head = queue.head();
    Known known = recorder.known(instance.function());
    if (known != null) {
      known.waits(head.shape(), now, Cut.until(cut));
    }
    Entry entry = recorder.live(head.id());
    if (entry != null && entry.detailed && entry.whyWaited == null) {
      entry.whyWaited = recorder.why(instance.function(), Role.QUEUE);
    }
  }

  @Override
  public void granted(long now, RunView run, Grant grant) {
    Life life = instances.get(run.instance().id());
    Known known = recorder.known(run.instance().function());
    Known.Wait wait = known == null ? null : known.runs(run.member(0).shape());
    for (int i = 0; i < run.size(); i++) {
      Entry entry = recorder.live(run.invocation(i));
      if (entry != null) {
        started(entry, now, run, grant, life, wait);
      }
    }
  }

  private void started(
      Entry entry,
      long now,
      RunView run,
      Grant grant,
      @Nullable Life life,
      Known.@Nullable Wait wait) {
    entry.attempts++;
    entry.startedAt = now;
    entry.cut = lastCut;
    entry.grant = grant;
    entry.instance = run.instance().id();
    entry.runRows = run.rows();
    entry.runMembers = run.size();
    if (wait != null && wait.until() >= entry.submittedAt) {
      entry.waitSince = Math.max(wait.since(), entry.submittedAt);
      entry.waitUntil = wait.until();
    }
    if (life != null && life.waitedFor(entry.submittedAt)) {
      entry.loadFrom = Math.max(life.from, entry.submittedAt);
      entry.loadUntil = life.ready;
      entry.loading = life.timeline;
    }
    entry.notes = entry.known.notesSince(entry.submittedAt);
    if (entry.detailed) {
      int function = run.instance().function();
      entry.whyCut = recorder.why(function, Role.QUEUE);
      entry.whyGranted = recorder.why(function, Role.ALLOCATION);
    }
  }

  @Override
  public void scaled(long now, PoolView pool, int desired) {
    Known known = recorder.known(pool.function());
    if (known == null || known.desired == desired) {
      return;
    }
    boolean starts = desired > pool.size();
    if (!starts && now - known.scaledAt < QUIET_NANOS) {
      return;
    }
    known.desired = desired;
    known.scaledAt = now;
    note(
        known,
        pool,
        now,
        Role.SCALING,
        "%d instances, %d are there".formatted(desired, pool.size()));
  }

  @Override
  public void origin(long now, PoolView pool, Origin answer) {
    Known known = recorder.known(pool.function());
    if (known != null) {
      String text =
          switch (answer) {
            case Origin.Fresh _ -> "a new instance starts";
            case Origin.Repurpose(int instance) -> "takes over the idle instance " + instance;
          };
      note(known, pool, now, Role.WARMTH, text);
    }
  }

  @Override
  public void placed(long now, PoolView pool, Configuration configuration, int node) {
    Known known = recorder.known(pool.function());
    if (known != null) {
      note(known, pool, now, Role.PLACEMENT, "it starts on node " + node);
    }
  }

  @Override
  public void evicted(long now, PoolView forPool, InstanceView victim) {
    Known known = recorder.known(forPool.function());
    if (known != null) {
      String text = "the idle instance %d goes to make room".formatted(victim.id());
      note(known, forPool, now, Role.WARMTH, text);
    }
  }

  @Override
  public void proposed(long now, String suite, Proposal proposal, @Nullable String refusal) {
    if (proposal instanceof Proposal.Start start) {
      Known known = recorder.known(start.function());
      if (known != null) {
        String text =
            "wants %d more instances%s"
                .formatted(start.count(), refusal == null ? "" : "; refused: " + refusal);
        known.note(new Note(now, Role.SCALING, suite, text, null));
      }
    }
  }

  private void note(Known known, PoolView pool, long now, Role role, String text) {
    String suite = known.suites.getOrDefault(role, "");
    known.note(new Note(now, role, suite, text, recorder.why(pool.function(), role)));
  }

  @Override
  public void became(long now, InstanceView instance, InstanceState state) {
    switch (state) {
      case InstanceState.Starting _, InstanceState.Changing _ ->
          instances.put(instance.id(), new Life(now));
      case InstanceState.Ready _ -> {
        Life life = instances.get(instance.id());
        if (life != null && life.ready == Entry.NEVER) {
          life.ready = now;
        }
      }
      case InstanceState.Gone _ -> instances.remove(instance.id());
      case InstanceState.Draining _, InstanceState.Stopping _ -> {}
    }
  }
}
