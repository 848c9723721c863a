package dev.hearth.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.Problem;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ResponseWriterTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MANY = 5_000;

  @Test
  void floatsReadBackAsTheyWere() {
    var values = new float[MANY];
    var random = new Random(11);
    for (int i = 0; i < MANY; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(16) - 8));
    }
    JsonNode data = first(Tensor.ofFloats("hidden", new long[] {MANY}, values)).get("data");
    assertThat(data.size()).isEqualTo(MANY);
    for (int i = 0; i < MANY; i++) {
      assertThat(data.get(i).floatValue()).isEqualTo(values[i]);
    }
  }

  @Test
  void noFloatsAreAnEmptyArray() {
    assertThat(first(Tensor.ofFloats("hidden", new long[] {0})).get("data").isEmpty()).isTrue();
  }

  @Test
  void outputsStandSideBySide() {
    var floats = Tensor.ofFloats("floats", new long[] {2}, 0.5f, -1f);
    var longs = Tensor.ofLongs("longs", new long[] {1}, 7);
    assertThat(write(floats, longs))
        .isEqualTo(
            "{\"model_name\":\"m\",\"model_version\":\"1\",\"outputs\":["
                + "{\"name\":\"floats\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[0.5,-1.0]},"
                + "{\"name\":\"longs\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[7]}]}");
  }

  @Test
  void whatJsonCannotCarryIsAProblem() {
    var tensor = Tensor.ofFloats("hidden", new long[] {1}, Float.NaN);
    assertThatThrownBy(() -> write(tensor)).isInstanceOf(Problem.class).hasMessageContaining("NaN");
  }

  private static JsonNode first(Tensor output) {
    return JSON.readTree(write(output)).get("outputs").get(0);
  }

  private static String write(Tensor... outputs) {
    byte[] body =
        ResponseWriter.write(new Model(), Optional.empty(), List.of(outputs), BinaryOutputs.NONE)
            .json();
    return new String(body, StandardCharsets.UTF_8);
  }

  private static final class Model implements ServedModel {
    @Override
    public String name() {
      return "m";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public String platform() {
      return "onnxruntime_onnx";
    }

    @Override
    public GraphMetadata graph() {
      throw new UnsupportedOperationException("an answer names no graph");
    }

    @Override
    public boolean ready() {
      return true;
    }
  }
}
