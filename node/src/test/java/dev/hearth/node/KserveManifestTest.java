package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.kernel.Role;
import dev.hearth.policies.Registry;
import org.junit.jupiter.api.Test;

class KserveManifestTest {
  private static final String SERVICE =
      """
      apiVersion: serving.kserve.io/v1beta1
      kind: InferenceService
      metadata: {name: iris}
      spec:
        predictor:
          minReplicas: 0
          maxReplicas: 3
          batcher: {maxBatchSize: 8, maxLatency: 20, timeout: 5}
          model:
            modelFormat: {name: onnx}
            storageUri: file:///models/iris.onnx
            resources: {requests: {cpu: 500m, memory: 64Mi}}
      """;

  private static Manifest parse(String text) {
    return Manifest.parse(text, new Registry());
  }

  @Test
  void anInferenceServiceIsAModel() {
    Manifest manifest = parse(SERVICE);

    assertThat(manifest)
        .isEqualTo(
            parse(
                """
                kind: Model
                name: iris
                from: file:/models/iris.onnx
                batching: {max-size: 8, max-delay: 20ms}
                scale: {min: 0, max: 3}
                resources: {cpu: 500m, memory: 64MiB}
                limits: {timeout: 5s}
                policies: {scaling: kpa}
                """));
  }

  @Test
  void withoutABatcherRequestsRunAlone() {
    Manifest manifest = parse(SERVICE.replaceAll("(?m)^ +batcher.*\n", ""));

    assertThat(manifest.batching().maxRows()).isEqualTo(1);
  }

  @Test
  void inTheModeModelMeshTheLeastRecentlyUsedGoes() {
    Manifest manifest =
        parse(
            SERVICE
                .replace(
                    "name: iris}",
                    "name: iris, annotations: {serving.kserve.io/deploymentMode: ModelMesh}}")
                .replaceAll("(?m)^ +minReplicas.*\n", ""));

    assertThat(manifest.scale().min()).isZero();
    assertThat(manifest.policies().roles().get(Role.WARMTH))
        .isNotNull()
        .extracting(named -> named.suite())
        .isEqualTo("lru");
  }

  @Test
  void whatIsNotServedIsRefused() {
    assertThatThrownBy(() -> parse(SERVICE.replace("name: onnx", "name: sklearn")))
        .hasMessageContaining("line 10")
        .hasMessageContaining("onnx");
    assertThatThrownBy(() -> parse(SERVICE.replace("maxBatchSize", "maxBatchSise")))
        .hasMessageContaining("did you mean 'spec.predictor.batcher.maxBatchSize'?");
    assertThatThrownBy(() -> parse(SERVICE.replace("v1beta1", "v1alpha2")))
        .hasMessageContaining("serving.kserve.io/v1beta1");
  }
}
