package dev.hearth.sandbox.worker;

import dev.hearth.api.FunctionFailedException;
import dev.hearth.sandbox.handler.Json;
import dev.hearth.sandbox.handler.JsonFunctions;
import java.io.IOException;
import java.util.function.Supplier;

/** Calls other functions through the Runtime API, each over a connection of its own. */
final class WorkerFunctions extends JsonFunctions {
  private final Worker worker;
  private final String requestId;

  WorkerFunctions(Worker worker, Supplier<Json> json, boolean nonBlocking, String requestId) {
    super(json, nonBlocking);
    this.worker = worker;
    this.requestId = requestId;
  }

  @Override
  protected Supplier<byte[]> begin(String function, byte[] payload) {
    try {
      RuntimeClient client = worker.connect();
      try {
        client.invoke(function, requestId, payload);
      } catch (IOException e) {
        client.close();
        throw e;
      }
      return () -> answer(client, function);
    } catch (IOException e) {
      throw lost(function, e);
    }
  }

  private static byte[] answer(RuntimeClient connected, String function) {
    try (RuntimeClient client = connected) {
      RuntimeClient.Answer answer = client.read();
      if (answer.status() == 200) {
        return answer.body();
      }
      Json.Failure failure = Json.failure(answer.body());
      throw new FunctionFailedException(function, failure.errorType(), failure.errorMessage());
    } catch (IOException e) {
      throw lost(function, e);
    }
  }

  private static FunctionFailedException lost(String function, IOException e) {
    return new FunctionFailedException(
        function, "Sandbox.Failed", "the node could not be asked: " + e.getMessage());
  }
}
