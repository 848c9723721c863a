package dev.hearth.gateway.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.SplitBody;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BinaryDataTest {
  private static ParsedRequest read(String json, String hex) {
    byte[] raw = HexFormat.of().parseHex(hex.replace(" ", ""));
    ByteBuffer rest = Tensor.direct(raw.length).put(raw).flip();
    return RequestReader.read(new SplitBody(json.replace('\'', '"').getBytes(UTF_8), rest));
  }

  private static String input(String shape, String datatype, String fields) {
    return "{'name':'x','shape':%s,'datatype':'%s',%s}".formatted(shape, datatype, fields);
  }

  private static String input(String shape, String datatype, int size) {
    return input(shape, datatype, "'parameters':{'binary_data_size':" + size + "}");
  }

  private static String inputs(String... inputs) {
    return "{'inputs':[" + String.join(",", inputs) + "]}";
  }

  private static Tensor only(String shape, String datatype, String hex) {
    int size = hex.replace(" ", "").length() / 2;
    return read(inputs(input(shape, datatype, size)), hex).request().inputs().getFirst();
  }

  private static String answer(Tensor output) {
    byte[] json =
        ResponseWriter.write(new Model(), Optional.empty(), List.of(output), BinaryOutputs.NONE)
            .json();
    String text = new String(json, UTF_8);
    return text.substring(text.indexOf("\"data\":") + 7, text.length() - 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "BOOL   | 01 00                                | [true,false]",
        "UINT8  | 00 ff                                | [0,255]",
        "UINT16 | 0000 ffff                            | [0,65535]",
        "UINT32 | 01000000 ffffffff                    | [1,4294967295]",
        "UINT64 | 0100000000000000 ffffffffffffffff    | [1,18446744073709551615]",
        "INT8   | 80 7f                                | [-128,127]",
        "INT16  | 0080 ff7f                            | [-32768,32767]",
        "INT32  | 00000080 ffffff7f                    | [-2147483648,2147483647]",
        "INT64  | 0100000000000000 ffffffffffffffff    | [1,-1]",
        "FP16   | 003c ff7b                            | [1.0,65504.0]",
        "BF16   | 803f c0bf                            | [1.0,-1.5]",
        "FP32   | 0000803f 0000c0bf                    | [1.0,-1.5]",
        "FP64   | 000000000000f03f 000000000000f8bf    | [1.0,-1.5]",
        "BYTES  | 00000000 02000000 c3bc               | [\"\",\"ü\"]"
      })
  void everyDatatypeIsReadLittleEndian(String datatype, String hex, String expected) {
    assertThat(answer(only("[2]", datatype, hex))).isEqualTo(expected);
  }

  @Test
  void inputsShareTheMemoryOfTheBody() {
    ByteBuffer rest = Tensor.direct(8).putFloat(1).putFloat(2).flip();
    byte[] json = inputs(input("[2]", "FP32", 8)).replace('\'', '"').getBytes(UTF_8);
    Tensor tensor = RequestReader.read(new SplitBody(json, rest)).request().inputs().getFirst();
    rest.putFloat(0, 9);
    assertThat(tensor.floats()).containsExactly(9, 2);
  }

  @Test
  void aTensorThatStandsUnalignedIsMovedSoThatItDoesNot() {
    String json = inputs(input("[1]", "UINT8", 1), input("[1]", "FP32", 4));
    Tensor tensor = read(json, "07 0000803f").request().inputs().getLast();
    assertThat(tensor.contents().alignmentOffset(0, Float.BYTES)).isZero();
    assertThat(tensor.floats()).containsExactly(1);
  }

  @Test
  void jsonAndBinaryInputsStandSideBySide() {
    String json =
        inputs(
            input("[1]", "INT32", 4), input("[1]", "INT32", "'data':[5]"), input("[1]", "INT8", 1));
    List<Tensor> tensors = read(json, "01000000 7f").request().inputs();
    assertThat(tensors.stream().map(BinaryDataTest::answer)).containsExactly("[1]", "[5]", "[127]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[2]   | FP32  | 'parameters':{'binary_data_size':8}  | 0000803f      | only 4 bytes of"
            + " binary",
        "[2]   | FP32  | 'parameters':{'binary_data_size':4}  | 0000803f      | takes 2 times 4"
            + " bytes",
        "[1]   | FP32  | 'parameters':{'binary_data_size':5}  | 0000803f00    | takes 1 times 4"
            + " bytes",
        "[1]   | FP32  | 'parameters':{'binary_data_size':4}  | 0000803f 00   | 1 bytes follow the"
            + " binary",
        "[1]   | FP32  | 'parameters':{'binary_data_size':-4} | 0000803f      | must not be"
            + " negative",
        "[1]   | FP32  | 'parameters':{'binary_data_size':'4'}| 0000803f      | must be an integer",
        "[1]   | FP32  | 'data':[1],'parameters':{'binary_data_size':4} | 0000803f | both data and"
            + " binary",
        "[1]   | FP32  | 'data':[1]                           | 00            | add up to 0 of 1",
        "[1]   | BOOL  | 'parameters':{'binary_data_size':1}  | 02            | must be 0 or 1",
        "[-1]  | FP32  | 'parameters':{'binary_data_size':4}  | 0000803f      | negative dimension",
        "[9999999999999] | INT8 | 'parameters':{'binary_data_size':4} | 00000000 | 9999999999999",
        "[9999999999999] | BYTES | 'parameters':{'binary_data_size':4} | 00000000 | at least"
            + " 9999999999999",
        "[1]   | BYTES | 'parameters':{'binary_data_size':6}  | 03000000 6162 | has 3 bytes but 2"
            + " are left",
        "[1]   | BYTES | 'parameters':{'binary_data_size':4}  | ffffffff      | has 4294967295"
            + " bytes",
        "[2]   | BYTES | 'parameters':{'binary_data_size':8}  | 02000000 6162 0000 | length takes 4"
            + " bytes but 2",
        "[1]   | BYTES | 'parameters':{'binary_data_size':7}  | 02000000 6162 00 | 1 bytes follow"
            + " the last",
        "[1]   | BYTES | 'parameters':{'binary_data_size':3}  | 000000        | at least 1 times 4"
            + " bytes"
      })
  void badBinaryDataAreRefusedWithTheReason(
      String shape, String datatype, String fields, String hex, String reason) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read(inputs(input(shape, datatype, fields)), hex))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(400))
        .satisfies(problem -> assertThat(problem.text()).contains(reason));
  }

  @Test
  void binaryDataWithoutTheHeaderAreRefused() {
    byte[] json = inputs(input("[1]", "FP32", 4)).replace('\'', '"').getBytes(UTF_8);
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> RequestReader.read(json))
        .satisfies(
            problem -> assertThat(problem.text()).contains("Inference-Header-Content-Length"));
  }

  @Test
  void anOutputsOwnWishGoesBeforeTheRequests() {
    BinaryOutputs binary =
        read(
                """
                {'inputs':[],'parameters':{'binary_data_output':true},'outputs':[{'name':'y'},
                 {'parameters':{'binary_data':false,'other':[1]},'name':'z'}]}\
                """,
                "")
            .binary();
    assertThat(binary.wants("y")).isTrue();
    assertThat(binary.wants("z")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "'parameters':{'binary_data_output':1}, binary_data_output must be true or false",
        "'outputs':[{'name':'y'/'parameters':{'binary_data':'yes'}}], binary_data must be true"
      })
  void aWishThatIsNeitherTrueNorFalseIsRefused(String fields, String reason) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read("{" + fields.replace('/', ',') + "}", ""))
        .satisfies(problem -> assertThat(problem.text()).contains(reason));
  }

  @Test
  void binaryOutputsFollowTheJsonInTheirOrder() {
    var floats = Tensor.ofFloats("floats", new long[] {1}, 1f);
    var longs = Tensor.ofLongs("longs", new long[] {1}, 7);
    var bytes = Tensor.ofBytes("bytes", new long[] {1}, List.of("ab".getBytes(UTF_8)));
    var binary = new BinaryOutputs(true, Map.of("longs", false));
    ResponseWriter.Answer answer =
        ResponseWriter.write(new Model(), Optional.of("7"), List.of(floats, longs, bytes), binary);
    assertThat(new String(answer.json(), UTF_8).replace('"', '\''))
        .isEqualTo(
            "{'model_name':'m','model_version':'1','id':'7','outputs':["
                + "{'name':'floats','datatype':'FP32','shape':[1],'parameters':{'binary_data_size':4}},"
                + "{'name':'longs','datatype':'INT64','shape':[1],'data':[7]},"
                + "{'name':'bytes','datatype':'BYTES','shape':[1],'parameters':{'binary_data_size':6}}"
                + "]}");
    assertThat(answer.raw().stream().map(BinaryDataTest::hex))
        .containsExactly("0000803f", "020000006162");
  }

  @Test
  void binaryOutputsMayBeNoNumbers() {
    var output = Tensor.ofFloats("y", new long[] {1}, Float.NaN);
    var answer =
        ResponseWriter.write(
            new Model(), Optional.empty(), List.of(output), new BinaryOutputs(true, Map.of()));
    assertThat(answer.raw().getFirst().getInt()).isEqualTo(Float.floatToIntBits(Float.NaN));
  }

  @ParameterizedTest
  @EnumSource(Datatype.class)
  void whatIsWrittenReadsBackTheSame(Datatype datatype) {
    int width = datatype.fixedWidth() ? datatype.byteWidth() : 4;
    String hex = "00".repeat(width) + "01" + "00".repeat(width - 1);
    hex += datatype.fixedWidth() ? "" : "41";
    Tensor tensor = only("[2]", datatype.name(), hex);
    assertThat(hex(RawTensors.of(tensor))).isEqualTo(hex);
  }

  private static String hex(ByteBuffer data) {
    var bytes = new byte[data.remaining()];
    data.get(bytes);
    return HexFormat.of().formatHex(bytes);
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
    public GraphMetadata graph() {
      return new GraphMetadata(List.of(), List.of());
    }

    @Override
    public boolean ready() {
      return true;
    }
  }
}
