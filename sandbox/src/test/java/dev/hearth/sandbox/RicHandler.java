package dev.hearth.sandbox;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/** A function as AWS's users write it, run by AWS's own client of the Runtime API. */
public final class RicHandler implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    if (event.containsKey("throw")) {
      throw new IllegalStateException("planted");
    }
    context.getLogger().log("a line\n");
    return Map.of("event", event, "id", context.getAwsRequestId());
  }
}
