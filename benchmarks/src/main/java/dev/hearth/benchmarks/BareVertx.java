package dev.hearth.benchmarks;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A Vert.x server with nothing around it, which reads a body and answers with it: what the node is
 * held against. Its argument is the number of event loops. Prints its port; ends with its input.
 */
final class BareVertx {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private BareVertx() {}

  private static final class Server extends VerticleBase {
    private final int port;
    private int actual;

    Server(int port) {
      this.port = port;
    }

    @Override
    public io.vertx.core.Future<?> start() {
      return vertx
          .createHttpServer(new HttpServerOptions().setTcpNoDelay(true).setReusePort(true))
          .requestHandler(
              request ->
                  request
                      .body()
                      .onSuccess(
                          body ->
                              request
                                  .response()
                                  .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                                  .end(body)))
          .listen(port, "127.0.0.1")
          .onSuccess(server -> actual = server.actualPort());
    }
  }

  public static void main(String[] arguments) throws Exception {
    int loops = Integer.parseInt(arguments[0]);
    var vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
    var first = new Server(0);
    deploy(vertx, first);
    for (int i = 1; i < loops; i++) {
      deploy(vertx, new Server(first.actual));
    }
    System.out.println(first.actual);
    endWithInput();
  }

  private static void deploy(Vertx vertx, Server server) throws Exception {
    var options = new DeploymentOptions().setThreadingModel(ThreadingModel.EVENT_LOOP);
    vertx
        .deployVerticle(server, options)
        .toCompletionStage()
        .toCompletableFuture()
        .get(1, TimeUnit.MINUTES);
  }

  private static void endWithInput() throws IOException {
    while (System.in.read() >= 0) {}
    System.exit(0);
  }
}
