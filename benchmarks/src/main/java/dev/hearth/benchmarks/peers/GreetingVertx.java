package dev.hearth.benchmarks.peers;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A Vert.x server with nothing around it, on so many event loops. Prints its port. */
final class GreetingVertx extends VerticleBase {
  private static final CharSequence JSON_TYPE = HttpHeaders.createOptimized("application/json");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final int port;
  private int actual;

  private GreetingVertx(int port) {
    this.port = port;
  }

  public static void main(String[] arguments) throws Exception {
    int loops = Integer.parseInt(arguments[0]);
    var vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
    int port = 0;
    for (int i = 0; i < loops; i++) {
      var server = new GreetingVertx(port);
      vertx.deployVerticle(server, new DeploymentOptions()).await();
      port = server.actual;
    }
    System.out.println(port);
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  @Override
  public Future<?> start() {
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
                                .putHeader(HttpHeaders.CONTENT_TYPE, JSON_TYPE)
                                .end(greeting(body))))
        .listen(port, "127.0.0.1")
        .onSuccess(server -> actual = server.actualPort());
  }

  private static Buffer greeting(Buffer body) {
    String name = JSON.readValue(body.getBytes(), String.class);
    var answer = Map.of("greeting", "Hello, " + name + "!", "from", "Vert.x");
    return Buffer.buffer(JSON.writeValueAsBytes(new java.util.TreeMap<>(answer).reversed()));
  }
}
