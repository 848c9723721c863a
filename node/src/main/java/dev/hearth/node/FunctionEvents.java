package dev.hearth.node;

import dev.hearth.functions.CallObserver;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Functions;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.Invoker;
import dev.hearth.functions.account.Meter;
import dev.hearth.functions.account.QuotaInvoker;
import dev.hearth.functions.event.Events;
import dev.hearth.functions.log.FunctionLogs;
import dev.hearth.functions.log.LogOptions;
import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.admin.BillApi;
import dev.hearth.gateway.admin.LogsApi;
import dev.hearth.gateway.events.ObjectsApi;
import dev.hearth.gateway.events.QueuesApi;
import dev.hearth.gateway.events.SchedulesApi;
import dev.hearth.gateway.openfaas.OpenFaasApi;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What surrounds a node's functions: events that call them, logs of what they write, and the
 * account of what they use. Owned by the event loop.
 *
 * <pre>
 * events.db   calls, messages, schedules and usage
 * objects/    the content of objects in buckets
 * logs/       what functions wrote
 * </pre>
 */
final class FunctionEvents implements CallObserver, AutoCloseable {
  private final NodeConfig config;
  private final FunctionsLoop loop;
  private final Functions functions;
  private final Invoker invoker;
  private final Events events;
  private final FunctionLogs logs;
  private final Meter meter;

  private FunctionEvents(
      NodeConfig config,
      FunctionsLoop loop,
      Functions functions,
      Invoker invoker,
      Events events,
      FunctionLogs logs) {
    this.config = config;
    this.loop = loop;
    this.functions = functions;
    this.invoker = invoker;
    this.events = events;
    this.logs = logs;
    meter = new Meter(events.usage(), loop);
  }

  /**
   * Opens what is kept; blocks.
   *
   * @param within keeps calls within the tenant they are made for
   * @throws ConfigurationException if it cannot be used
   */
  static FunctionEvents open(
      NodeConfig config,
      FunctionPlatform platform,
      ExecutorService background,
      UnaryOperator<Invoker> within) {
    Path data = config.data();
    Functions functions = platform.registry();
    Invoker invoker =
        within.apply(new QuotaInvoker(functions, _ -> config.events().quota(), System::nanoTime));
    try {
      Events events =
          Events.open(
              data,
              config.events().options(),
              platform.loop(),
              background,
              invoker,
              functions::events,
              RandomGenerator.getDefault());
      var logs = new FunctionLogs(data.resolve("logs"), LogOptions.DEFAULTS, platform.loop());
      var all = new FunctionEvents(config, platform.loop(), functions, invoker, events, logs);
      platform.world().observe(all);
      return all;
    } catch (FunctionException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
  }

  /** Starts calls of functions within the quotas of their tenants. */
  Invoker invoker() {
    return invoker;
  }

  Events events() {
    return events;
  }

  /** Begins with what was left when the node last stopped; once functions serve. */
  void start() {
    Set<String> names =
        functions.list().stream().map(FunctionRecord::name).collect(Collectors.toSet());
    logs.keep(names);
    events.start();
  }

  /** Starts no call any more. */
  void stop() {
    events.stop();
    var _ = meter.flush();
  }

  void addTo(Router router, Bodies bodies) {
    new OpenFaasApi(invoker, events, bodies, config.timeoutNanos()).addTo(router);
    new QueuesApi(events.queues(), bodies).addTo(router);
    new ObjectsApi(events.objects(), bodies).addTo(router);
    new SchedulesApi(events.schedules(), bodies).addTo(router);
    new LogsApi(logs, name -> functions.find(name).isPresent()).addTo(router);
    new BillApi(events.usage(), meter, config.events().prices(), loop::millis).addTo(router);
  }

  void addTo(NodeMetrics metrics) {
    metrics.gauge(
        "hearth.async.waiting",
        "Calls that nobody waits for, accepted and not running",
        () -> events.async().counters().waiting());
    metrics.gauge(
        "hearth.async.running",
        "Calls that nobody waits for, running",
        () -> events.async().counters().running());
    count(metrics, "answered", () -> events.async().counters().answered());
    count(metrics, "given_up", () -> events.async().counters().givenUp());
    metrics.count(
        "hearth.async.retries",
        "Further attempts after one that failed",
        Tags.empty(),
        () -> events.async().counters().retried());
    metrics.count(
        "hearth.async.delays",
        "Attempts that were turned away and tried again later",
        Tags.empty(),
        () -> events.async().counters().delayed());
  }

  private static void count(NodeMetrics metrics, String outcome, DoubleSupplier value) {
    metrics.count(
        "hearth.async.ended",
        "Calls that nobody waits for, by how they ended",
        Tags.of("outcome", outcome),
        value);
  }

  @Override
  public void ended(FunctionVersion version, Invoke call, InvokeEnd end) {
    meter.ended(version, call, end);
  }

  @Override
  public void line(FunctionVersion version, int instance, String requestId, String text) {
    logs.line(version.name(), instance, requestId, text, loop.millis());
  }

  /** Writes what waits to be written. Blocks. */
  @Override
  public void close() {
    events.close();
    logs.close();
  }
}
