package dev.hearth.benchmarks;

import org.junit.jupiter.api.Test;

class FraudPipelineIT {
  @Test
  void everySplitOnANodeAnswersWhatOneProcessDoes() throws Exception {
    try (FraudPipeline pipeline = FraudPipeline.start(Deadline.in(60))) {
      pipeline.deploy();
      pipeline.requireEqual(30);
    }
  }
}
