package dev.hearth.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.grpc.schema.ServerLiveRequest;
import dev.hearth.gateway.grpc.schema.ServerLiveResponse;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Owners;
import dev.hearth.gateway.trace.Origins;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls over a socket, of somebody who has shown no key. */
class GrpcServerIT {
  private static final int LIMIT = 1 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final Bodies bodies = new Bodies(LIMIT, LIMIT);
  private final HttpServer server = open();
  private final HttpClient client =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false));

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(1, TimeUnit.MINUTES).join();
  }

  private HttpServer open() {
    var grpc = new GrpcServer(vertx, bodies, Origins.unsampled(), new Access(false));
    InferenceGrpc.question(
        grpc,
        "ServerLive",
        ServerLiveRequest.parser(),
        (_, _) -> ServerLiveResponse.newBuilder().setLive(true).build());
    return await(
        vertx
            .createHttpServer()
            .requestHandler(request -> grpc.handle(request, Caller.NOBODY, Owners.NONE))
            .listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private HttpClientRequest call() {
    return await(
            client.request(
                HttpMethod.POST,
                server.actualPort(),
                "127.0.0.1",
                "/inference.GRPCInferenceService/ServerLive"))
        .setChunked(true)
        .putHeader("content-type", "application/grpc");
  }

  @Test
  void whoShowsNoKeyTakesNoRoomFromThoseWhoDo() {
    HttpClientRequest begun = call();
    await(begun.write(Buffer.buffer().appendByte((byte) 0).appendInt(60_000).appendInt(0)));
    HttpClientResponse live =
        await(call().send(Buffer.buffer(new byte[5])).compose(each -> each.end().map(each)));
    assertThat(live.getTrailer("grpc-status")).isEqualTo("0");
    assertThat(bodies.held()).isZero();
  }

  @Test
  void whatIsLargerIsRefusedByItsLength() {
    HttpClientRequest begun = call();
    await(begun.write(Buffer.buffer().appendByte((byte) 0).appendInt(LIMIT)));
    assertThat(await(begun.response()).getHeader("grpc-status")).isEqualTo("8");
  }
}
