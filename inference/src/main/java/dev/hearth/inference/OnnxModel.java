package dev.hearth.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** One session. Runs share the lock, closing takes it whole: the engine must not lose it midway. */
final class OnnxModel implements KeepingModel {
  private final ModelSource source;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final GraphMetadata metadata;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  OnnxModel(
      ModelSource source, OrtEnvironment environment, OrtSession session, GraphMetadata metadata) {
    this.source = source;
    this.environment = environment;
    this.session = session;
    this.metadata = metadata;
  }

  @Override
  public GraphMetadata metadata() {
    return metadata;
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, Set<String> requestedOutputs) {
    lock.readLock().lock();
    try {
      requireOpen();
      return runOpen(inputs, outputsInOrder(requestedOutputs));
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      lock.readLock().unlock();
    }
  }

  private List<Tensor> runOpen(List<Tensor> inputs, Set<String> outputs) throws OrtException {
    Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
    try {
      for (Tensor input : inputs) {
        feed(feeds, input);
      }
      long since = System.nanoTime();
      try (OrtSession.Result result = Cancellation.run(session, feeds, outputs)) {
        EngineTime.spent(since, System.nanoTime());
        return tensors(result);
      }
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public KeptOutputs keep(
      List<Tensor> inputs, @Nullable KeptOutputs former, Map<String, String> fed) {
    lock.readLock().lock();
    try {
      requireOpen();
      return keepOpen(inputs, former, fed);
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      lock.readLock().unlock();
    }
  }

  private KeptOutputs keepOpen(
      List<Tensor> inputs, @Nullable KeptOutputs former, Map<String, String> fed)
      throws OrtException {
    Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
    try {
      for (Tensor input : inputs) {
        feed(feeds, input);
      }
      Map<String, OnnxTensor> all = new LinkedHashMap<>(feeds);
      if (former != null) {
        fed.forEach((input, output) -> all.put(input, former.tensor(output)));
      }
      return new KeptOutputs(session.run(all));
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private void feed(Map<String, OnnxTensor> feeds, Tensor input) throws OrtException {
    if (feeds.containsKey(input.name())) {
      throw new InvalidRequest(
          InvalidRequest.Code.DUPLICATE_INPUT,
          "input '" + input.name() + "' is given more than once");
    }
    if (metadata.input(input.name()).isEmpty()) {
      throw new InvalidRequest(
          InvalidRequest.Code.UNKNOWN_INPUT, "the model has no input '" + input.name() + "'");
    }
    feeds.put(input.name(), OnnxTensors.toOnnx(environment, input));
  }

  private static List<Tensor> tensors(OrtSession.Result result) throws OrtException {
    List<Tensor> outputs = new ArrayList<>(result.size());
    for (Map.Entry<String, OnnxValue> output : result) {
      outputs.add(OnnxTensors.fromOnnx(output.getKey(), output.getValue()));
    }
    return outputs;
  }

  private Set<String> outputsInOrder(Set<String> requested) {
    Set<String> names = new LinkedHashSet<>();
    for (TensorMetadata output : metadata.outputs()) {
      if (requested.isEmpty() || requested.contains(output.name())) {
        names.add(output.name());
      }
    }
    if (!names.containsAll(requested)) {
      throw new InvalidRequest(
          InvalidRequest.Code.UNKNOWN_OUTPUT,
          "the model has only the outputs " + names + " of those requested, " + requested);
    }
    return names;
  }

  private RuntimeException failed(OrtException e) {
    if (e.getCode() == OrtErrorCode.ORT_INVALID_ARGUMENT) {
      return new InvalidRequest(
          InvalidRequest.Code.RUN_FAILED,
          "the model '" + source + "' refused the input: " + e.getMessage(),
          e);
    }
    return new ModelException(
        ModelException.Code.RUN_FAILED,
        "the model '" + source + "' failed to run: " + e.getMessage(),
        e);
  }

  private void requireOpen() {
    if (closed) {
      throw new ModelException(
          ModelException.Code.CLOSED, "the model '" + source + "' is closed; open it again");
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
