package dev.hearth.node.trace;

import dev.hearth.gateway.trace.Explained;
import dev.hearth.gateway.trace.Explained.Decision;
import dev.hearth.gateway.trace.Explained.Phase;
import dev.hearth.gateway.trace.TraceContext;
import dev.hearth.kernel.Role;
import dev.hearth.sandbox.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes of what is remembered of an invocation something to read. */
final class Explanation {
  private static final double MILLIS = 1e6;
  private static final double MICROS_PER_MILLI = 1e3;

  private final Entry entry;
  private final DayTime wall;

  Explanation(Entry entry, DayTime wall) {
    this.entry = entry;
    this.wall = wall;
  }

  /** With the invocations it led to. */
  Explained of(List<Entry> steps) {
    long parent = entry.caller.span();
    return new Explained(
        entry.id(),
        entry.caller.traceId(),
        TraceContext.hex(entry.span),
        parent == 0 ? null : TraceContext.hex(parent),
        entry.caller.sampled(),
        entry.known.deployment,
        entry.known.version,
        entry.protocol,
        wall.epochMillis(entry.receivedAt),
        entry.outcome,
        entry.message,
        ms(entry.total()),
        entry.rows,
        entry.instance < 0 ? null : entry.instance,
        entry.runRows,
        entry.runMembers,
        entry.detailed,
        phases().stream().map(this::phase).toList(),
        decisions(),
        operators(),
        steps.stream().map(this::step).toList());
  }

  private Explained.Step step(Entry of) {
    return new Explained.Step(
        of.id(), of.known.deployment, of.outcome, since(of.receivedAt), ms(of.total()));
  }

  private List<Explained.Operator> operators() {
    return entry.operators.stream()
        .map(
            each ->
                new Explained.Operator(each.name(), each.type(), ms(each.from()), ms(each.nanos())))
        .toList();
  }

  private Phase phase(Stretch stretch) {
    return new Phase(
        stretch.name(), stretch.within(), since(stretch.from()), ms(stretch.to() - stretch.from()));
  }

  /**
   * A stretch of time by the node's clock.
   *
   * @param within the name of the stretch that it is part of
   */
  record Stretch(String name, @Nullable String within, long from, long to) {}

  /** Where the time went, in the order of their beginnings, parts after the whole. */
  List<Stretch> phases() {
    List<Stretch> all = new ArrayList<>();
    if (entry.submittedAt > entry.receivedAt) {
      all.add(new Stretch("receive", null, entry.receivedAt, entry.submittedAt));
    }
    boolean started = entry.startedAt != Entry.NEVER;
    if (entry.known.deployment.startsWith("graph/")) {
      return all;
    }
    long waited = started ? entry.startedAt : entry.endedAt;
    all.add(new Stretch("queue", null, entry.submittedAt, waited));
    load(all);
    if (entry.waitSince != Entry.NEVER) {
      all.add(new Stretch("batch wait", "queue", entry.waitSince, waited));
    }
    if (started) {
      all.add(new Stretch("run", null, entry.startedAt, entry.endedAt));
      run(all);
    }
    long over = entry.overAt();
    if (over > entry.endedAt) {
      all.add(new Stretch("answer", null, entry.endedAt, over));
    }
    return all;
  }

  private void load(List<Stretch> all) {
    if (entry.loadUntil == Entry.NEVER) {
      return;
    }
    all.add(new Stretch("load", "queue", entry.loadFrom, entry.loadUntil));
    long from = entry.loadUntil - entry.loading.totalNanos();
    for (Timeline.Phase phase : entry.loading.phases()) {
      all.add(new Stretch(phase.name(), "load", from, from + phase.nanos()));
      from += phase.nanos();
    }
  }

  private void run(List<Stretch> all) {
    RunParts parts = entry.parts;
    if (entry.firstAt != Entry.NEVER) {
      all.add(new Stretch("to the first token", "run", entry.startedAt, entry.firstAt));
    }
    if (parts.at() < 0) {
      return;
    }
    boolean function = entry.known.deployment.startsWith("function/");
    long at = Math.max(parts.at(), entry.startedAt);
    part(all, "wait for a thread", entry.startedAt, at);
    part(all, "input", at, at + parts.input());
    part(
        all,
        function ? "function" : "engine",
        at + parts.input(),
        at + parts.input() + parts.engine());
    long output = at + parts.input() + parts.engine();
    part(all, "output", output, output + parts.output());
    part(all, "wait for the loop", output + parts.output(), entry.endedAt);
  }

  private static void part(List<Stretch> all, String name, long from, long to) {
    if (to > from) {
      all.add(new Stretch(name, "run", from, to));
    }
  }

  /** What was decided about it, in the order it was. */
  List<Decision> decisions() {
    List<Decision> all = new ArrayList<>();
    if (entry.admission != null) {
      String text = Words.admitted(entry.admission, entry.admittedAt);
      all.add(decision(entry.admittedAt, Role.ADMISSION, text, entry.whyAdmitted));
    }
    if (entry.route != null) {
      String text = Words.routed(entry.route);
      all.add(decision(entry.admittedAt, Role.ROUTING, text, entry.whyRouted));
    }
    entry.notes.forEach(
        note ->
            all.add(
                new Decision(
                    since(note.at()),
                    Words.word(note.role()),
                    note.policy(),
                    note.answer(),
                    note.why())));
    if (entry.waitSince != Entry.NEVER) {
      String text =
          "waits for company, for " + Words.millis(entry.waitUntil - entry.waitSince) + " at most";
      all.add(decision(entry.waitSince, Role.QUEUE, text, entry.whyWaited));
    }
    if (entry.startedAt != Entry.NEVER) {
      String text = Words.cut(entry.cut, entry.runRows, entry.runMembers);
      all.add(decision(entry.startedAt, Role.QUEUE, text, entry.whyCut));
    }
    if (entry.grant != null) {
      String text = Words.granted(entry.grant);
      all.add(decision(entry.startedAt, Role.ALLOCATION, text, entry.whyGranted));
    }
    all.sort(Comparator.comparingDouble(Decision::atMs));
    return all;
  }

  private Decision decision(long at, Role role, String answer, @Nullable String why) {
    String suite = entry.known.suites.getOrDefault(role, "");
    return new Decision(since(at), Words.word(role), suite, answer, why);
  }

  private double since(long time) {
    return ms(time - entry.receivedAt);
  }

  /** Whole microseconds, in milliseconds. */
  private static double ms(long nanos) {
    return Math.round(nanos / MILLIS * MICROS_PER_MILLI) / MICROS_PER_MILLI;
  }
}
