package dev.hearth.node.security;

import dev.hearth.functions.Invoker;
import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.grpc.GrpcServer;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Owners;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All of a node's security, put together. */
public final class Security implements AutoCloseable {
  private static final int SWEEP_MILLIS = 1_000;

  /** Threads of their own, so that an issuer that hangs holds up nothing but its tokens. */
  private static final int CHECKING = 4;

  private final SecurityConfig config;
  private final Vertx vertx;
  private final LongSupplier millis;
  private final AccessStore store;
  private final ApiKeys keys;
  private final Ownership owners;
  private final Callers callers;
  private final Optional<WorkerExecutor> checks;
  private final RateLimits rates;
  private @Nullable SlowClients clients;
  private final Optional<Certificates> certificates;
  private final Access access;
  private final String announcement;
  private Things things = Things.NONE;

  private Security(
      SecurityConfig config, String host, Path data, Vertx vertx, LongSupplier millis) {
    this.config = config;
    this.vertx = vertx;
    this.millis = millis;
    certificates = config.tls().map(Certificates::new);
    store = AccessStore.open(data.resolve(AccessStore.FILE));
    keys = new ApiKeys(store, new SecureRandom(), millis);
    owners = new Ownership(store, () -> things, this::offLoop, config.quota());
    boolean near = config.anonymous() || loopback(host);
    Optional<Tokens> tokens = config.oidc().map(each -> new Tokens(each, millis));
    checks = tokens.map(_ -> vertx.createSharedWorkerExecutor("tokens", CHECKING));
    callers = new Callers(keys, tokens, near, millis, this::check);
    rates = new RateLimits(config.rate(), System::nanoTime);
    access = new Access(config.openMetrics());
    announcement = announce(host, near, data);
  }

  /**
   * Opens the keys and whose things are; blocks.
   *
   * @param host the address to listen on
   * @param data where they are kept
   * @param millis the time, since 1970
   * @throws Refused if the node must not start so
   */
  public static Security open(
      SecurityConfig config, String host, Path data, Vertx vertx, LongSupplier millis) {
    return new Security(config, host, data, vertx, millis);
  }

  static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }

  private String announce(String host, boolean near, Path data) {
    if (callers.anonymous()) {
      String who = loopback(host) ? "this machine" : "the network";
      return "Everybody on "
          + who
          + " may do everything here, for no key is asked for; 'hearth keys create NAME' makes the"
          + " first";
    }
    if (!near && keys.isEmpty() && config.oidc().isEmpty()) {
      Path file = FirstKey.make(keys, data);
      return "Others can reach this node, so a first key was made: HEARTH_KEY=$(cat " + file + ")";
    }
    Path first = data.resolve(FirstKey.FILE);
    String left =
        Files.exists(first) ? "; delete " + first + " once you have keys of your own" : "";
    String plain = certificates.isEmpty() && !near ? "; they travel unencrypted without tls" : "";
    return "Callers need a key or a token" + plain + left;
  }

  /** One sentence on who may come in. */
  public String announcement() {
    return announcement;
  }

  /** Whether everybody may do everything, for no key or token is asked for. */
  public boolean anonymous() {
    return callers.anonymous();
  }

  /** What routes ask of callers. */
  public Access access() {
    return access;
  }

  /** Whose things are. */
  public Owners owners() {
    return owners;
  }

  /** Says what is there; before the node listens. */
  public void things(Things there) {
    things = there;
  }

  /** Calls functions within their tenant. */
  public Invoker within(Invoker invoker) {
    return new TenantInvoker(invoker, owners);
  }

  private Future<Tokens.Known> check(Callable<Tokens.Known> work) {
    return checks.orElseThrow().executeBlocking(work, false);
  }

  private <T> Future<T> offLoop(Callable<T> work) {
    return vertx.executeBlocking(work, false);
  }

  /** Adds the routes of keys. */
  public void addTo(Router router, Bodies bodies) {
    KeysApi.Background background = this::offLoop;
    new KeysApi(keys, owners, callers::anonymous, bodies, background, millis).addTo(router);
  }

  /** Makes a server that is encrypted if it is to be, and watches its connections. */
  public HttpServer server(HttpServerOptions options, Entrance entrance) {
    certificates.ifPresent(each -> each.addTo(options));
    var watch = new SlowClients(config.connections(), System::nanoTime, options);
    clients = watch;
    entrance.lead(watch::lead);
    return vertx
        .createHttpServer(options)
        .connectionHandler(connection -> ready(watch, connection));
  }

  private static void ready(SlowClients watch, HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      watch.ready(base.channel());
    }
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return certificates.isPresent() ? "https" : "http";
  }

  /** What every request passes first. */
  public Handler<HttpServerRequest> gate(Router router, GrpcServer grpc) {
    var pages = new ForeignPages(config.hosts(), config.origins());
    return new Gate(router, grpc, callers, pages, rates, owners);
  }

  /** Looks after a server's connections and certificate from time to time. */
  public HttpServer watch(HttpServer server) {
    vertx.setPeriodic(SWEEP_MILLIS, _ -> clients().sweep());
    certificates.ifPresent(
        each -> vertx.setPeriodic(each.millis(), _ -> each.reload(vertx, server)));
    return server;
  }

  private SlowClients clients() {
    return Objects.requireNonNull(clients, "the server is made first");
  }

  /**
   * Tells what is measured.
   *
   * @param gauge takes a name and how to read it
   */
  public void measure(BiConsumer<String, LongSupplier> gauge) {
    gauge.accept("hearth.connections", () -> clients().open());
    gauge.accept("hearth.connections.refused", () -> clients().refused());
    gauge.accept("hearth.connections.late", () -> clients().late());
  }

  @Override
  public void close() {
    checks.ifPresent(WorkerExecutor::close);
    store.close();
  }
}
