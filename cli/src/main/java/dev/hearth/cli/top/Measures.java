package dev.hearth.cli.top;

import java.util.Map;
import java.util.TreeMap;

/** What a node has counted of one version of a model or function since it started. */
final class Measures {
  private final Map<String, Double> instances = new TreeMap<>();
  private final Map<String, Double> outcomes = new TreeMap<>();
  private final Buckets latency = new Buckets();
  private double queued;
  private double batches;
  private double rows;
  private double coldStarts;
  private double memoryBytes;
  private double gibSeconds;

  void take(String name, Map<String, String> labels, double value) {
    switch (name) {
      case "hearth_instances", "hearth_function_instances" ->
          instances.put(labels.getOrDefault("state", ""), value);
      case "hearth_requests_total", "hearth_function_invocations_total" ->
          outcomes.put(labels.getOrDefault("outcome", ""), value);
      case "hearth_request_seconds_bucket", "hearth_function_duration_seconds_bucket" ->
          latency.put(Exposition.number(labels.getOrDefault("le", "+Inf")), value);
      case "hearth_queue_length", "hearth_function_queue_length" -> queued = value;
      case "hearth_batch_size_count" -> batches = value;
      case "hearth_batch_size_sum" -> rows = value;
      case "hearth_cold_starts_total", "hearth_function_cold_start_seconds_count" ->
          coldStarts = value;
      case "hearth_memory_bytes", "hearth_function_memory_bytes" -> memoryBytes = value;
      case "hearth_memory_gib_seconds_total", "hearth_function_memory_gib_seconds_total" ->
          gibSeconds = value;
      default -> {
        // Other series are not shown.
      }
    }
  }

  Map<String, Double> instances() {
    return instances;
  }

  Map<String, Double> outcomes() {
    return outcomes;
  }

  Buckets latency() {
    return latency;
  }

  double queued() {
    return queued;
  }

  double batches() {
    return batches;
  }

  double rows() {
    return rows;
  }

  double coldStarts() {
    return coldStarts;
  }

  double memoryBytes() {
    return memoryBytes;
  }

  double gibSeconds() {
    return gibSeconds;
  }
}
