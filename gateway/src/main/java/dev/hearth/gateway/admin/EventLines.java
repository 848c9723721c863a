package dev.hearth.gateway.admin;

import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.Problem;

/**
 * Tells a caller of a deployment's progress as it happens, one JSON object a line: {@code
 * {"event":"progress","bytesDone":N,"bytesTotal":N}}, {@code {"event":"deployed","model":{...}}} or
 * {@code {"event":"deployed","function":{...}}}, {@code
 * {"event":"failed","status":N,"error":"..."}}.
 */
final class EventLines implements Deployments.Listener, FunctionDeployments.Listener {
  private final JsonLines lines;

  EventLines(Exchange exchange) {
    lines = new JsonLines(exchange);
  }

  @Override
  public void progressed(long bytesDone, long bytesTotal) {
    lines.progress(new ProgressEvent("progress", bytesDone, bytesTotal));
  }

  @Override
  public void deployed(ModelStatus model) {
    lines.end(new DeployedEvent("deployed", model));
  }

  @Override
  public void deployed(FunctionStatus function) {
    lines.end(new DeployedFunctionEvent("deployed", function));
  }

  void deployed(GraphStatus graph) {
    lines.end(new DeployedGraphEvent("deployed", graph));
  }

  @Override
  public void failed(Problem problem) {
    lines.fail(problem);
  }

  private record ProgressEvent(String event, long bytesDone, long bytesTotal) {}

  private record DeployedEvent(String event, ModelStatus model) {}

  private record DeployedFunctionEvent(String event, FunctionStatus function) {}

  private record DeployedGraphEvent(String event, GraphStatus graph) {}
}
