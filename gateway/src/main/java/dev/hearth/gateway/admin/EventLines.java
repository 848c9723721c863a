package dev.hearth.gateway.admin;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * Tells a caller of a deployment's progress as it happens, one JSON object a line: {@code
 * {"event":"progress","bytesDone":N,"bytesTotal":N}}, {@code {"event":"deployed","model":{...}}} or
 * {@code {"event":"deployed","function":{...}}}, {@code
 * {"event":"failed","status":N,"error":"..."}}.
 */
final class EventLines implements Deployments.Listener, FunctionDeployments.Listener {
  static final String MEDIA_TYPE = "application/x-ndjson";

  private final Exchange exchange;
  private boolean started;

  EventLines(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void progressed(long bytesDone, long bytesTotal) {
    write(new ProgressEvent("progress", bytesDone, bytesTotal));
  }

  @Override
  public void deployed(ModelStatus model) {
    write(new DeployedEvent("deployed", model));
    end();
  }

  @Override
  public void deployed(FunctionStatus function) {
    write(new DeployedFunctionEvent("deployed", function));
    end();
  }

  @Override
  public void failed(Problem problem) {
    if (!started) {
      exchange.fail(problem);
      return;
    }
    write(new FailedEvent("failed", problem.status(), problem.text()));
    end();
  }

  private void write(Object event) {
    if (exchange.over()) {
      return;
    }
    HttpServerResponse response = exchange.request().response();
    if (!started) {
      started = true;
      response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
    }
    if (!(event instanceof ProgressEvent) || !response.writeQueueFull()) {
      response.write(Buffer.buffer().appendBuffer(Json.of(event)).appendString("\n"));
    }
  }

  private void end() {
    if (!exchange.over()) {
      exchange.request().response().end();
    }
  }

  private record ProgressEvent(String event, long bytesDone, long bytesTotal) {}

  private record DeployedEvent(String event, ModelStatus model) {}

  private record DeployedFunctionEvent(String event, FunctionStatus function) {}

  private record FailedEvent(String event, int status, String error) {}
}
