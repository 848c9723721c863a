package dev.hearth.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.FunctionName;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Batches of messages in the shape in which AWS hands SQS's to functions. */
final class SqsEvent {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SqsEvent() {}

  static byte[] of(String queue, List<Message> messages) {
    return JSON.writeValueAsBytes(
        Map.of("Records", messages.stream().map(message -> record(queue, message)).toList()));
  }

  private static Map<String, Object> record(String queue, Message message) {
    var record = new LinkedHashMap<String, Object>();
    record.put("messageId", message.id());
    record.put("receiptHandle", message.receipt());
    record.put("body", new String(message.body(), UTF_8));
    record.put(
        "attributes",
        Map.of(
            "ApproximateReceiveCount", Integer.toString(message.receives()),
            "SentTimestamp", Long.toString(message.sentAtMillis()),
            "SenderId", FunctionName.ACCOUNT));
    record.put("messageAttributes", attributes(message.attributes()));
    record.put("md5OfBody", md5(message.body()));
    record.put("eventSource", "aws:sqs");
    record.put("eventSourceARN", Target.queueArn(queue));
    record.put("awsRegion", FunctionName.REGION);
    return record;
  }

  private static Map<String, Object> attributes(Map<String, String> attributes) {
    var all = new LinkedHashMap<String, Object>();
    attributes.forEach(
        (name, value) ->
            all.put(
                name,
                Map.of(
                    "stringValue",
                    value,
                    "stringListValues",
                    List.of(),
                    "binaryListValues",
                    List.of(),
                    "dataType",
                    "String")));
    return all;
  }

  /**
   * The ids of the messages that failed, by the function's own account.
   *
   * @return empty if the account makes no sense, which means that all failed
   */
  static Optional<Set<String>> failures(byte[] answer, List<Message> batch) {
    var known = new HashSet<String>();
    batch.forEach(message -> known.add(message.id()));
    try {
      JsonNode all = JSON.readTree(answer).path("batchItemFailures");
      var failed = new HashSet<String>();
      for (JsonNode each : all) {
        String id = each.path("itemIdentifier").asString("");
        if (!known.contains(id)) {
          return Optional.empty();
        }
        failed.add(id);
      }
      return all.isArray() || all.isMissingNode() || all.isNull()
          ? Optional.of(failed)
          : Optional.empty();
    } catch (JacksonException _) {
      return answer.length == 0 ? Optional.of(Set.of()) : Optional.empty();
    }
  }

  private static String md5(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no MD5", e);
    }
  }
}
