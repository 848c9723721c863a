package dev.hearth.benchmarks.soak;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Map;

/** Requests on kept connections, each settled in the account. Owned by the event loop. */
final class Wire {
  private static final int CONNECTIONS = 256;
  private static final int GRPC_CONNECTIONS = 8;
  private static final int CONNECT_MILLIS = 5_000;

  /** An answer that is whole. */
  record Answer(HttpClientResponse response, Buffer body) {
    int status() {
      return response.statusCode();
    }
  }

  /** Looks at an answer and settles the entry. */
  interface Check {
    void look(Answer answer);
  }

  private final HttpClient http;
  private final HttpClient http2;
  private final Account account;
  private final int port;

  Wire(Vertx vertx, Account account, int port) {
    this.account = account;
    this.port = port;
    http =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    http2 =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setConnectTimeout(CONNECT_MILLIS),
            new PoolOptions().setHttp2MaxSize(GRPC_CONNECTIONS));
  }

  void post(Account.Entry entry, String path, Buffer body, Check check) {
    send(entry, HttpMethod.POST, path, body, Map.of(), check);
  }

  void send(
      Account.Entry entry,
      HttpMethod method,
      String path,
      Buffer body,
      Map<String, String> headers,
      Check check) {
    send(http, entry, method, path, body, headers, check);
  }

  void grpc(Account.Entry entry, String path, Buffer message, Check check) {
    Buffer framed = Buffer.buffer().appendByte((byte) 0).appendInt(message.length());
    Map<String, String> headers = Map.of("content-type", "application/grpc", "te", "trailers");
    send(http2, entry, HttpMethod.POST, path, framed.appendBuffer(message), headers, check);
  }

  private void send(
      HttpClient client,
      Account.Entry entry,
      HttpMethod method,
      String path,
      Buffer body,
      Map<String, String> headers,
      Check check) {
    var options =
        new RequestOptions().setHost("127.0.0.1").setPort(port).setMethod(method).setURI(path);
    headers.forEach(options::putHeader);
    client
        .request(options)
        .compose((HttpClientRequest request) -> request.send(body))
        .compose(response -> response.body().map(whole -> new Answer(response, whole)))
        .onSuccess(check::look)
        .onFailure(cause -> account.broken(entry, String.valueOf(cause)));
  }
}
