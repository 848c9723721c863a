package dev.hearth.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The ONNX Runtime engine, on the processor. Its native library is loaded by the first instance.
 */
public final class OnnxRuntime implements ModelRuntime {
  /** The engine prints a failed run beside throwing it; the exception says it all. */
  private static final OrtLoggingLevel ENGINE_LOG = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

  private final OrtEnvironment environment;

  public OnnxRuntime() {
    environment = OrtEnvironment.getEnvironment(ENGINE_LOG, "hearth");
    try {
      environment.setTelemetry(false);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime's telemetry cannot be switched off", e);
    }
  }

  @Override
  public String description() {
    return "onnxruntime " + environment.getVersion();
  }

  @Override
  public LoadedModel open(Artifact artifact, RuntimeOptions options) {
    if (!Files.isRegularFile(artifact.path())) {
      throw new ModelException(
          ModelException.Code.NOT_FOUND,
          "the model '"
              + artifact.source()
              + "' has no file at "
              + artifact.path()
              + "; fetch it again");
    }
    try (SessionOptions sessionOptions = sessionOptions(options)) {
      OrtSession session = environment.createSession(artifact.path().toString(), sessionOptions);
      return opened(artifact, session);
    } catch (OrtException e) {
      throw unreadable(artifact, e);
    }
  }

  /**
   * Writes the graph as the engine runs it, its nodes fused; blocks while it does.
   *
   * @throws ModelException if the model cannot be read
   */
  public void optimise(Artifact artifact, RuntimeOptions options, Path target) {
    try (SessionOptions sessionOptions = sessionOptions(options)) {
      sessionOptions.setOptimizedModelFilePath(target.toString());
      environment.createSession(artifact.path().toString(), sessionOptions).close();
    } catch (OrtException e) {
      throw unreadable(artifact, e);
    }
  }

  /**
   * Reads a graph that {@link #optimise} wrote, and times every node of its runs. What was timed is
   * written when the model is closed, to a file whose name begins with {@code traces}.
   *
   * @throws ModelException if the model cannot be read
   */
  public LoadedModel openTraced(Artifact optimised, RuntimeOptions options, Path traces) {
    try (SessionOptions sessionOptions = sessionOptions(options)) {
      sessionOptions.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
      sessionOptions.enableProfiling(traces.toString());
      return opened(
          optimised, environment.createSession(optimised.path().toString(), sessionOptions));
    } catch (OrtException e) {
      throw unreadable(optimised, e);
    }
  }

  private LoadedModel opened(Artifact artifact, OrtSession session) throws OrtException {
    try {
      var metadata = OnnxMetadata.read(artifact.source(), session);
      return new OnnxModel(artifact.source(), environment, session, metadata);
    } catch (OrtException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static SessionOptions sessionOptions(RuntimeOptions options) throws OrtException {
    var target = new SessionOptions();
    target.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
    target.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
    target.setSessionLogLevel(ENGINE_LOG);
    target.setInterOpNumThreads(1);
    target.setIntraOpNumThreads(options.intraOpThreads());
    target.addConfigEntry("session.intra_op.allow_spinning", options.spinning() ? "1" : "0");
    target.setCPUArenaAllocator(options.memoryArena());
    target.setMemoryPatternOptimization(options.memoryPattern());
    return target;
  }

  private static ModelException unreadable(Artifact artifact, OrtException e) {
    boolean unsupported = e.getCode() == OrtErrorCode.ORT_NOT_IMPLEMENTED;
    return new ModelException(
        unsupported ? ModelException.Code.UNSUPPORTED_MODEL : ModelException.Code.CORRUPT_MODEL,
        "the model '"
            + artifact.source()
            + "' cannot be opened: "
            + e.getMessage()
            + "; check that it is a whole ONNX file",
        e);
  }
}
