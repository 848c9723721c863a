package dev.hearth.gateway.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.gateway.Problem;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RequestReaderTest {
  private static final Map<Datatype, String> EXTREMES =
      Map.ofEntries(
          Map.entry(Datatype.BOOL, "true,false"),
          Map.entry(Datatype.UINT8, "0,255"),
          Map.entry(Datatype.UINT16, "0,65535"),
          Map.entry(Datatype.UINT32, "0,4294967295"),
          Map.entry(Datatype.UINT64, "0,18446744073709551615"),
          Map.entry(Datatype.INT8, "-128,127"),
          Map.entry(Datatype.INT16, "-32768,32767"),
          Map.entry(Datatype.INT32, "-2147483648,2147483647"),
          Map.entry(Datatype.INT64, "-9223372036854775808,9223372036854775807"),
          Map.entry(Datatype.FP16, "-65504.0,0.5"),
          Map.entry(Datatype.BF16, "-1.5,128.0"),
          Map.entry(Datatype.FP32, "-3.4028235E38,1.4E-45"),
          Map.entry(Datatype.FP64, "-1.7976931348623157E308,4.9E-324"),
          Map.entry(Datatype.BYTES, "\"\",\"h\u00e9 \\\"x\\\"\""));

  private static ParsedRequest read(String body) {
    return RequestReader.read(body.getBytes(UTF_8));
  }

  private static Tensor tensor(String shape, String datatype, String data) {
    return read("{\"inputs\":[{\"name\":\"x\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s}]}"
            .formatted(shape, datatype, data))
        .request()
        .inputs()
        .getFirst();
  }

  private static void assertRefused(String body, String... parts) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read(body))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(400))
        .satisfies(problem -> assertThat(problem.text()).contains(parts));
  }

  @ParameterizedTest
  @EnumSource(Datatype.class)
  void theExtremesOfADatatypeComeBackAsTheyWereSent(Datatype datatype) {
    String data = EXTREMES.get(datatype);
    Tensor tensor = tensor("[2]", datatype.name(), "[" + data + "]");
    assertThat(tensor.datatype()).isEqualTo(datatype);
    String answer =
        new String(
            ResponseWriter.write(new Model(), Optional.empty(), List.of(tensor), BinaryOutputs.NONE)
                .json(),
            UTF_8);
    assertThat(answer).endsWith("\"data\":[" + data + "]}]}");
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8,256",
    "UINT8,-1",
    "INT8,128",
    "UINT16,65536",
    "INT16,32768",
    "UINT32,4294967296",
    "INT32,2147483648",
    "INT64,9223372036854775808",
    "UINT64,18446744073709551616",
    "UINT64,-1",
    "FP16,65520",
    "FP32,1e39",
    "FP64,1e309",
    "BF16,3.4e38"
  })
  void aNumberOutOfRangeIsRefusedWithItsPlace(String datatype, String value) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> tensor("[1]", datatype, "[" + value + "]"))
        .satisfies(problem -> assertThat(problem.text()).contains(datatype, "line 1, column"));
  }

  @ParameterizedTest
  @CsvSource({
    "INT64,1.5",
    "INT64,1.0",
    "INT64,true",
    "INT64,null",
    "FP32,true",
    "BOOL,1",
    "BYTES,1"
  })
  void anElementOfAnotherTypeIsRefused(String datatype, String value) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> tensor("[1]", datatype, "[" + value + "]"))
        .satisfies(problem -> assertThat(problem.text()).contains("element " + value));
  }

  @Test
  void nestedAndFlatDataAreTheSame() {
    assertThat(tensor("[2,3]", "INT64", "[[1,2,3],[4,5,6]]").longs())
        .isEqualTo(tensor("[2,3]", "INT64", "[1,2,3,4,5,6]").longs());
  }

  @Test
  void dataMayComeBeforeShapeAndDatatype() {
    ParsedRequest parsed =
        read(
            "{\"inputs\":[{\"data\":[[1],[2]],\"datatype\":\"INT64\",\"shape\":[2,1],\"name\":\"x\"}]}");
    assertThat(parsed.request().inputs().getFirst().longs()).containsExactly(1, 2);
  }

  @Test
  void anEmptyTensorHasNoData() {
    assertThat(tensor("[0,3]", "FP32", "[]").elements()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[2];[1]",
        "[2];[1,2,3]",
        "[2,2];[[1,2],[3]]",
        "[2,2];[[1,2]]",
        "[2,2];[[1,2],3]",
        "[2,2];[1,[2],3,4]",
        "[2,2];[[[1,2],[3,4]]]",
        "[4];[[1,2,3,4]]",
        "[2,1];[[1],[2],[3]]"
      })
  void dataThatDoNotFitTheShapeAreRefused(String shape, String data) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> tensor(shape, "INT64", data))
        .satisfies(problem -> assertThat(problem.text()).contains("do not fit its shape"));
  }

  @Test
  void aShapeFarBeyondTheBodyIsRefusedWithoutReservingItsMemory() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> tensor("[2000000000]", "INT64", "[1]"))
        .satisfies(problem -> assertThat(problem.text()).contains("2000000000 elements"));
  }

  @Test
  void idTimeoutAndOutputsAreRead() {
    ParsedRequest parsed =
        read(
            """
            {"id":"7","parameters":{"timeout":2500,"other":{"a":[1]}},"later":[{}],
             "inputs":[],"outputs":[{"name":"y","parameters":{"binary_data":false}}]}\
            """);
    assertThat(parsed.id()).contains("7");
    assertThat(parsed.timeoutMicros()).isEqualTo(OptionalLong.of(2500));
    assertThat(parsed.request().outputs()).containsExactly("y");
  }

  @Test
  void brokenJsonIsRefusedWithLineAndColumn() {
    assertRefused("{\"inputs\":\n [}", "not JSON", "line 2, column");
  }

  @Test
  void nanIsNotJson() {
    assertRefused(
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[NaN]}]}",
        "not JSON",
        "NaN");
  }

  @Test
  void aTruncatedBodyIsRefused() {
    assertRefused("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"dat", "not JSON");
  }

  @Test
  void aSecondValueAfterTheRequestIsRefused() {
    assertRefused("{\"inputs\":[]} {}", "follows");
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    assertRefused("{\"inputs\":[],\"inputs\":[]}", "Duplicate");
  }

  @Test
  void anEmptyBodyIsRefused() {
    assertRefused("", "empty");
  }

  @Test
  void aRequestWithoutInputsIsRefused() {
    assertRefused("{}", "no inputs");
  }

  @Test
  void anUnknownDatatypeIsRefusedWithTheKnownOnes() {
    assertRefused(
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FLOAT\",\"data\":[1]}]}",
        "FLOAT",
        "FP32");
  }

  @ParameterizedTest
  @CsvSource({"name", "shape", "datatype", "data"})
  void anInputThatLacksAFieldIsRefused(String field) {
    String whole = "\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[1]";
    String lacking = whole.replace("\"" + field + "\":", "\"other\":");
    assertRefused("{\"inputs\":[{" + lacking + "}]}", "no " + field);
  }

  @Test
  void halfOfASurrogatePairIsRefused() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> tensor("[1]", "BYTES", "[\"\\ud800\"]"))
        .satisfies(problem -> assertThat(problem.text()).contains("Unicode"));
  }

  private record Model() implements ServedModel {
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
      return "test";
    }

    @Override
    public dev.hearth.inference.GraphMetadata graph() {
      return new dev.hearth.inference.GraphMetadata(List.of(), List.of());
    }

    @Override
    public boolean ready() {
      return true;
    }
  }
}
