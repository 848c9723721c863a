package dev.hearth.inference.builtin;

import static dev.hearth.inference.builtin.GraphWriter.attribute;

import dev.hearth.inference.onnx.schema.TensorProto.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A decoder-only transformer as an ONNX file, with weights drawn from a seed: nobody trained it, so
 * its text means nothing, but it costs what one of its size costs. Pre-norm blocks of rotary
 * self-attention and a gated-free SiLU layer of 4 times the width; inputs and outputs are named and
 * shaped as in Hugging Face Optimum's exports with past. Its tokens are the bytes of UTF-8, one
 * that begins a text and one that ends it. One seed gives the same bytes on every machine.
 *
 * @param seed of the weights
 * @param layers default 4
 * @param heads default 4
 * @param hidden width of a token's vector, a multiple of twice the heads; default 128
 */
public record SeededDecoder(long seed, int layers, int heads, int hidden) {
  /** The token that begins a text; those below are bytes. */
  public static final int BEGIN = 256;

  /** The token that ends a text. */
  public static final int END = 257;

  public static final int VOCABULARY = 258;

  public static final int LAYERS = 4;
  public static final int HEADS = 4;
  public static final int HIDDEN = 128;
  private static final int MAX_LAYERS = 48;
  private static final int MAX_HEADS = 64;
  private static final int MAX_HIDDEN = 2_048;
  private static final int WIDER = 4;

  /** Query, key and value. */
  private static final int WEIGHTS = 3;

  private static final double ROTARY_BASE = 10_000;
  private static final float MASKED = -1e9f;

  /** Spread of the logits: large enough that some tokens are much likelier than others. */
  private static final double LOGITS = 3;

  public SeededDecoder {
    require("layers", layers, MAX_LAYERS);
    require("heads", heads, MAX_HEADS);
    require("hidden", hidden, MAX_HIDDEN);
    if (hidden % (2 * heads) != 0) {
      throw new IllegalArgumentException(
          "hidden is %d but must be a multiple of twice the heads, %d".formatted(hidden, heads));
    }
  }

  private static void require(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s is %d but must be 1 to %d".formatted(what, value, most));
    }
  }

  /** The usual size. */
  public static SeededDecoder of(long seed) {
    return new SeededDecoder(seed, LAYERS, HEADS, HIDDEN);
  }

  /** The ONNX file. */
  public byte[] file() {
    return new Writer().write();
  }

  private final class Writer {
    private final GraphWriter graph = new GraphWriter("seeded-decoder");
    private final SplittableRandom random = new SplittableRandom(seed);
    private final int width = hidden / heads;
    private String cosines = "";
    private String sines = "";
    private String bias = "";

    byte[] write() {
      String ids = graph.input("input_ids", DataType.INT64, "batch_size", "sequence_length");
      String mask =
          graph.input("attention_mask", DataType.INT64, "batch_size", "past_sequence_length + 1");
      String positions =
          graph.input("position_ids", DataType.INT64, "batch_size", "sequence_length");
      String table = weights(hidden, VOCABULARY, hidden);
      String state = graph.node("Gather", List.of(table, ids));
      rotation(positions);
      bias = bias(ids, mask);
      for (int layer = 0; layer < layers; layer++) {
        state = wider(attention(state, layer));
      }
      logits(normalized(state));
      return graph.bytes();
    }

    private String weights(int fanIn, int rows, int columns) {
      return weights(1, fanIn, rows, columns);
    }

    /** Evenly drawn, with variance {@code spread² / fanIn}. */
    private String weights(double spread, int fanIn, int rows, int columns) {
      double most = spread * StrictMath.sqrt(3.0 / fanIn);
      var values = new float[rows * columns];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (most * (2 * random.nextDouble() - 1));
      }
      return graph.floats(values, rows, columns);
    }

    private String number(float value) {
      return graph.floats(new float[] {value});
    }

    /** Cosines and sines of {@code position / base^(2i / width)}, [batch, 1, sequence, width/2]. */
    private void rotation(String positions) {
      var frequencies = new float[width / 2];
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] = (float) StrictMath.pow(ROTARY_BASE, -2.0 * i / width);
      }
      String real =
          graph.node("Cast", List.of(positions), attribute("to", DataType.FLOAT.getNumber()));
      String spread = graph.node("Unsqueeze", List.of(real, graph.longs(1, 3)));
      String angles =
          graph.node("Mul", List.of(spread, graph.floats(frequencies, 1, 1, 1, width / 2)));
      cosines = graph.node("Cos", List.of(angles));
      sines = graph.node("Sin", List.of(angles));
    }

    /** 0 where a token may look, by mask and order; very negative elsewhere. */
    private String bias(String ids, String mask) {
      String whole = length(mask);
      String past = graph.node("Sub", List.of(whole, length(ids)));
      String step = graph.scalar(1);
      String columns = graph.node("Range", List.of(graph.scalar(0), whole, step));
      String rows = graph.node("Range", List.of(past, whole, step));
      String row = graph.node("Unsqueeze", List.of(rows, graph.longs(1)));
      String causal = graph.node("LessOrEqual", List.of(columns, row));
      String there = graph.node("Cast", List.of(mask), attribute("to", DataType.BOOL.getNumber()));
      String spread = graph.node("Unsqueeze", List.of(there, graph.longs(1, 2)));
      String seen = graph.node("And", List.of(causal, spread));
      return graph.node("Where", List.of(seen, number(0), number(MASKED)));
    }

    private String length(String tensor) {
      String shape = graph.node("Shape", List.of(tensor));
      return graph.node("Gather", List.of(shape, graph.scalar(1)));
    }

    private String normalized(String state) {
      var ones = new float[hidden];
      Arrays.fill(ones, 1);
      String scale = graph.floats(ones, hidden);
      String shift = graph.floats(new float[hidden], hidden);
      return graph.node("LayerNormalization", List.of(state, scale, shift), attribute("axis", -1));
    }

    private String attention(String state, int layer) {
      String mixed =
          graph.node(
              "MatMul", List.of(normalized(state), weights(hidden, hidden, WEIGHTS * hidden)));
      List<String> parts = graph.split(mixed, WEIGHTS, -1);
      String query = rotated(byHead(parts.get(0)));
      String keys = cached("key", layer, rotated(byHead(parts.get(1))));
      String values = cached("value", layer, byHead(parts.get(2)));
      String turned =
          graph.node("Transpose", List.of(keys), attribute("perm", List.of(0L, 1L, 3L, 2L)));
      String products = graph.node("MatMul", List.of(query, turned));
      String scale = number((float) (1 / StrictMath.sqrt(width)));
      String scores = graph.node("Add", List.of(graph.node("Mul", List.of(products, scale)), bias));
      String shares = graph.node("Softmax", List.of(scores), attribute("axis", -1));
      String read = joined(graph.node("MatMul", List.of(shares, values)));
      String out = graph.node("MatMul", List.of(read, weights(hidden, hidden, hidden)));
      return graph.node("Add", List.of(state, out));
    }

    private String byHead(String vectors) {
      String cut = graph.node("Reshape", List.of(vectors, graph.longs(0, 0, heads, width)));
      return graph.node("Transpose", List.of(cut), attribute("perm", List.of(0L, 2L, 1L, 3L)));
    }

    private String joined(String vectors) {
      String turned =
          graph.node("Transpose", List.of(vectors), attribute("perm", List.of(0L, 2L, 1L, 3L)));
      return graph.node("Reshape", List.of(turned, graph.longs(0, 0, hidden)));
    }

    private String rotated(String vectors) {
      List<String> halves = graph.split(vectors, 2, -1);
      String first =
          graph.node(
              "Sub", List.of(product(halves.get(0), cosines), product(halves.get(1), sines)));
      String second =
          graph.node(
              "Add", List.of(product(halves.get(1), cosines), product(halves.get(0), sines)));
      return graph.node("Concat", List.of(first, second), attribute("axis", -1));
    }

    private String product(String a, String b) {
      return graph.node("Mul", List.of(a, b));
    }

    private String cached(String kind, int layer, String now) {
      String past =
          graph.input(
              "past_key_values.%d.%s".formatted(layer, kind),
              DataType.FLOAT,
              "batch_size",
              heads,
              "past_sequence_length",
              width);
      String present = "present.%d.%s".formatted(layer, kind);
      graph.named(present, "Concat", List.of(past, now), attribute("axis", 2));
      graph.output(present, DataType.FLOAT, "batch_size", heads, "past_sequence_length + 1", width);
      return present;
    }

    private String wider(String state) {
      String up =
          graph.node("MatMul", List.of(normalized(state), weights(hidden, hidden, WIDER * hidden)));
      String gate = graph.node("Mul", List.of(up, graph.node("Sigmoid", List.of(up))));
      String down =
          graph.node("MatMul", List.of(gate, weights(WIDER * hidden, WIDER * hidden, hidden)));
      return graph.node("Add", List.of(state, down));
    }

    /** Only printable ASCII and the end of the text can come out. */
    private void logits(String state) {
      var allowed = new float[VOCABULARY];
      Arrays.fill(allowed, MASKED);
      Arrays.fill(allowed, ' ', '~' + 1, 0);
      allowed[END] = 0;
      String out = weights(LOGITS, hidden, hidden, VOCABULARY);
      String product = graph.node("MatMul", List.of(state, out));
      graph.named("logits", "Add", List.of(product, graph.floats(allowed, VOCABULARY)));
      graph.output("logits", DataType.FLOAT, "batch_size", "sequence_length", VOCABULARY);
    }
  }
}
