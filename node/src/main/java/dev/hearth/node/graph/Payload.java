package dev.hearth.node.graph;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.TensorJson;
import dev.hearth.gateway.kserve.Predictions;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What goes from step to step: as it was made, and turned into tensors or JSON only for a step that
 * wants the other.
 */
public sealed interface Payload {
  /** Tensors that a caller sent. */
  static Tensors ofRequest(List<Tensor> inputs) {
    return new Tensors(inputs, "inputs");
  }

  /** JSON that a caller sent, or a function answered. */
  static Text ofText(byte[] json) {
    return new Text(json);
  }

  /** How large it is as it is, in bytes. */
  long bytes();

  /** The tensors a model takes. */
  List<Tensor> tensors(GraphStep step, GraphMetadata model);

  /** As JSON in UTF-8. */
  byte[] json(Form form);

  default JsonNode tree(Form form) {
    return Text.tree(json(form));
  }

  /** All tensors by name, as far as they have names. */
  Map<String, Tensor> named();

  /**
   * Tensors.
   *
   * @param field {@code inputs} if they are a request, {@code outputs} if they are an answer
   */
  record Tensors(List<Tensor> all, String field) implements Payload {
    static Tensors answer(List<Tensor> outputs) {
      return new Tensors(outputs, "outputs");
    }

    @Override
    public long bytes() {
      return all.stream().mapToLong(Tensor::bytes).sum();
    }

    @Override
    public List<Tensor> tensors(GraphStep step, GraphMetadata model) {
      return pick(named(), step, model);
    }

    @Override
    public byte[] json(Form form) {
      boolean typed = form == Form.TYPED || field.equals("inputs");
      return typed ? TensorJson.write(field, all) : Predictions.write(all, form == Form.ROWS);
    }

    @Override
    public Map<String, Tensor> named() {
      var byName = new LinkedHashMap<String, Tensor>();
      all.forEach(tensor -> byName.put(tensor.name(), tensor));
      return byName;
    }
  }

  /** JSON, as a caller or a function wrote it. */
  final class Text implements Payload {
    private final byte[] text;
    private @Nullable JsonNode tree;
    private @Nullable Map<String, Tensor> tensors;

    private Text(byte[] text) {
      this.text = text;
    }

    @Override
    public long bytes() {
      return text.length;
    }

    @Override
    public byte[] json(Form form) {
      return text;
    }

    @Override
    public JsonNode tree(Form form) {
      return tree();
    }

    private JsonNode tree() {
      JsonNode known = tree;
      if (known == null) {
        known = tree(text);
        tree = known;
      }
      return known;
    }

    /**
     * How its tensors are written, if it has any.
     *
     * @throws Problem with status 400 if it is not JSON
     */
    public Form form() {
      return Form.of(tree());
    }

    static JsonNode tree(byte[] text) {
      try {
        return Json.tree(text);
      } catch (JacksonException e) {
        throw Problem.badRequest("this is not JSON: " + e.getOriginalMessage());
      }
    }

    @Override
    public List<Tensor> tensors(GraphStep step, GraphMetadata model) {
      JsonNode value = tree();
      if (Form.tensors(value.path("inputs")) || Form.tensors(value.path("outputs"))) {
        return pick(named(), step, model);
      }
      if (!value.has("inputs") && !value.has("instances")) {
        throw Problem.badRequest(
            "what it is given has neither inputs nor instances, which a model takes");
      }
      var renamed = new GraphMetadata(renamed(step, model.inputs()), model.outputs());
      List<Tensor> read = Predictions.read(text, renamed);
      return pick(new Tensors(read, "inputs").named(), step, model);
    }

    private static List<TensorMetadata> renamed(GraphStep step, List<TensorMetadata> inputs) {
      return inputs.stream()
          .map(
              input ->
                  new TensorMetadata(
                      step.source(input.name()),
                      input.datatype(),
                      input.shape(),
                      input.dimensionNames()))
          .toList();
    }

    @Override
    public Map<String, Tensor> named() {
      Map<String, Tensor> known = tensors;
      if (known == null) {
        known = new Tensors(TensorJson.read(request()), "inputs").named();
        tensors = known;
      }
      return known;
    }

    /** The text itself, or an answer's outputs as if they were a request's inputs. */
    private byte[] request() {
      JsonNode value = tree();
      if (Form.tensors(value.path("inputs"))) {
        return text;
      }
      if (!Form.tensors(value.path("outputs"))) {
        throw Problem.badRequest("what it is given has no tensors with names");
      }
      return Json.of(Map.of("inputs", value.path("outputs"))).getBytes();
    }
  }

  /** The answers of steps that ran at once, by their names. */
  record Merged(Map<String, Payload> parts) implements Payload {
    @Override
    public long bytes() {
      return parts.values().stream().mapToLong(Payload::bytes).sum();
    }

    @Override
    public List<Tensor> tensors(GraphStep step, GraphMetadata model) {
      return pick(named(), step, model);
    }

    /** An object with each answer under its step's name. */
    @Override
    public byte[] json(Form form) {
      return Json.write(
          (int) Math.min(1 << 24, 64 + bytes()),
          (generator, _) -> {
            generator.writeStartObject();
            parts.forEach(
                (name, part) -> {
                  generator.writeName(name);
                  generator.writeRawValue(valid(part, form));
                });
            generator.writeEndObject();
          });
    }

    private static String valid(Payload part, Form form) {
      if (part instanceof Text) {
        part.tree(form);
      }
      return new String(part.json(form), UTF_8);
    }

    /** Each tensor as {@code step.tensor}. */
    @Override
    public Map<String, Tensor> named() {
      var all = new LinkedHashMap<String, Tensor>();
      parts.forEach(
          (step, part) ->
              part.named()
                  .forEach(
                      (name, tensor) -> {
                        String full = step + "." + name;
                        all.put(full, tensor.named(full));
                      }));
      return all;
    }
  }

  /** What a step of an ensemble left that failed, and may. */
  record Failed(Problem problem) implements Payload {
    @Override
    public long bytes() {
      return problem.text().length();
    }

    @Override
    public List<Tensor> tensors(GraphStep step, GraphMetadata model) {
      throw problem;
    }

    /** {@code {"error": ...}}. */
    @Override
    public byte[] json(Form form) {
      return Json.error(problem.text()).getBytes();
    }

    @Override
    public Map<String, Tensor> named() {
      return Map.of();
    }
  }

  private static List<Tensor> pick(Map<String, Tensor> from, GraphStep step, GraphMetadata model) {
    List<Tensor> picked = new ArrayList<>();
    for (TensorMetadata input : model.inputs()) {
      String source = step.source(input.name());
      Tensor tensor = from.get(source);
      if (tensor == null) {
        throw Problem.badRequest(
            "its input '%s' needs a tensor '%s', but what it is given has %s"
                .formatted(input.name(), source, from.keySet()));
      }
      picked.add(source.equals(input.name()) ? tensor : tensor.named(input.name()));
    }
    return picked;
  }
}
