package dev.hearth.node.trace;

import dev.hearth.gateway.trace.Explained;
import dev.hearth.gateway.trace.TraceContext;
import dev.hearth.node.trace.Explanation.Stretch;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes spans of invocations: one for the whole, and one for each stretch of it. */
final class Spans {
  private static final double MILLI = 1e6;
  private static final AttributeKey<String> DEPLOYMENT =
      AttributeKey.stringKey("hearth.deployment");
  private static final AttributeKey<String> VERSION = AttributeKey.stringKey("hearth.version");
  private static final AttributeKey<String> INVOCATION =
      AttributeKey.stringKey("hearth.invocation");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("hearth.outcome");
  private static final AttributeKey<String> PROTOCOL = AttributeKey.stringKey("hearth.protocol");
  private static final AttributeKey<Long> INSTANCE = AttributeKey.longKey("hearth.instance");
  private static final AttributeKey<Long> ROWS = AttributeKey.longKey("hearth.rows");
  private static final AttributeKey<Long> RUN_ROWS = AttributeKey.longKey("hearth.run.rows");
  private static final AttributeKey<Long> MEMBERS = AttributeKey.longKey("hearth.run.members");
  private static final AttributeKey<String> ROLE = AttributeKey.stringKey("hearth.role");
  private static final AttributeKey<String> POLICY = AttributeKey.stringKey("hearth.policy");
  private static final AttributeKey<String> ANSWER = AttributeKey.stringKey("hearth.answer");
  private static final AttributeKey<String> WHY = AttributeKey.stringKey("hearth.why");
  private static final AttributeKey<String> OPERATOR = AttributeKey.stringKey("hearth.operator");

  private final Resource resource;
  private final DayTime wall;
  private final SplittableRandom ids = new SplittableRandom();

  Spans(Resource resource, DayTime wall) {
    this.resource = resource;
    this.wall = wall;
  }

  /** All spans of an invocation, the whole one first. */
  List<SpanData> of(Entry entry) {
    var explanation = new Explanation(entry, wall);
    List<SpanData> spans = new ArrayList<>();
    SpanContext whole = context(entry, entry.span);
    spans.add(whole(entry, explanation, whole));
    Map<String, SpanContext> byName = new HashMap<>();
    for (Stretch stretch : explanation.phases()) {
      SpanContext own = context(entry, id());
      byName.put(stretch.name(), own);
      SpanContext parent =
          stretch.within() == null ? whole : byName.getOrDefault(stretch.within(), whole);
      spans.add(
          part(
              own,
              parent,
              stretch.name(),
              epoch(stretch.from()),
              epoch(stretch.to()),
              Attributes.empty()));
    }
    operators(entry, byName.getOrDefault("engine", whole), spans);
    return spans;
  }

  private void operators(Entry entry, SpanContext parent, List<SpanData> spans) {
    long from = epoch(entry.parts.at() + entry.parts.input());
    for (OperatorSpan operator : entry.operators) {
      long at = from + operator.from();
      spans.add(
          part(
              context(entry, id()),
              parent,
              operator.name(),
              at,
              at + operator.nanos(),
              Attributes.of(OPERATOR, operator.type())));
    }
  }

  private SpanData whole(Entry entry, Explanation explanation, SpanContext own) {
    long parent = entry.caller.span();
    long end = Math.max(entry.endedAt, entry.overAt());
    return new SentSpan(
        resource,
        own,
        parent == 0 ? SpanContext.getInvalid() : context(entry, parent),
        entry.known.deployment,
        entry.protocol.startsWith("step ") ? SpanKind.INTERNAL : SpanKind.SERVER,
        epoch(entry.receivedAt),
        epoch(end),
        attributes(entry),
        events(entry, explanation),
        entry.answered()
            ? StatusData.ok()
            : StatusData.create(
                io.opentelemetry.api.trace.StatusCode.ERROR,
                entry.message == null ? entry.outcome : entry.message));
  }

  private static Attributes attributes(Entry entry) {
    AttributesBuilder all = Attributes.builder();
    all.put(DEPLOYMENT, entry.known.deployment);
    all.put(VERSION, entry.known.version);
    all.put(INVOCATION, entry.id());
    all.put(OUTCOME, entry.outcome);
    all.put(PROTOCOL, entry.protocol);
    all.put(ROWS, (long) entry.rows);
    if (entry.instance >= 0) {
      all.put(INSTANCE, (long) entry.instance);
      all.put(RUN_ROWS, (long) entry.runRows);
      all.put(MEMBERS, (long) entry.runMembers);
    }
    return all.build();
  }

  private List<EventData> events(Entry entry, Explanation explanation) {
    List<EventData> events = new ArrayList<>();
    for (Explained.Decision decision : explanation.decisions()) {
      AttributesBuilder all = Attributes.builder();
      all.put(ROLE, decision.role());
      all.put(POLICY, decision.policy());
      all.put(ANSWER, decision.answer());
      if (decision.why() != null) {
        all.put(WHY, decision.why());
      }
      long at = entry.receivedAt + (long) (decision.atMs() * MILLI);
      events.add(EventData.create(epoch(at), "decision", all.build()));
    }
    return events;
  }

  private SpanData part(
      SpanContext own, SpanContext parent, String name, long from, long to, Attributes attributes) {
    return new SentSpan(
        resource,
        own,
        parent,
        name,
        SpanKind.INTERNAL,
        from,
        to,
        attributes,
        List.of(),
        StatusData.unset());
  }

  private long epoch(long time) {
    return wall.epochNanos(time);
  }

  private long id() {
    long id;
    do {
      id = ids.nextLong();
    } while (id == 0);
    return id;
  }

  private static SpanContext context(Entry entry, long span) {
    return SpanContext.create(
        entry.caller.traceId(),
        TraceContext.hex(span),
        TraceFlags.getSampled(),
        TraceState.getDefault());
  }
}
