package dev.hearth.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.FunctionName;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Objects that came, in the shape in which AWS tells functions of S3's. */
final class S3Event {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private S3Event() {}

  static byte[] created(StoredObject object, Trigger trigger, long sequence) {
    var record = new LinkedHashMap<String, Object>();
    record.put("eventVersion", "2.1");
    record.put("eventSource", "aws:s3");
    record.put("awsRegion", FunctionName.REGION);
    record.put("eventTime", Instant.ofEpochMilli(object.modifiedAtMillis()).toString());
    record.put("eventName", "ObjectCreated:Put");
    record.put(
        "s3",
        Map.of(
            "s3SchemaVersion",
            "1.0",
            "configurationId",
            trigger.id(),
            "bucket",
            Map.of("name", object.bucket(), "arn", "arn:aws:s3:::" + object.bucket()),
            "object",
            Map.of(
                "key", URLEncoder.encode(object.key(), UTF_8),
                "size", object.bytes(),
                "eTag", object.etag(),
                "sequencer", "%016X".formatted(sequence))));
    return JSON.writeValueAsBytes(Map.of("Records", List.of(record)));
  }
}
