package dev.hearth.node;

import dev.hearth.functions.CodeLimits;
import dev.hearth.functions.CodePackage;
import dev.hearth.functions.Deployment;
import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Functions;
import dev.hearth.functions.ServedVersion;
import dev.hearth.functions.VersionRecord;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.admin.Deployments;
import dev.hearth.gateway.admin.FunctionDeployments;
import dev.hearth.gateway.admin.FunctionStatus;
import dev.hearth.gateway.security.Caller;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.Progress;
import dev.hearth.node.function.NodeFunctions;
import dev.hearth.node.function.SecretReference;
import dev.hearth.policies.Registry;
import dev.hearth.sandbox.SandboxException;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys functions from manifests into the registry, and shows and removes them. Owned by the
 * event loop; what blocks happens in the background.
 */
final class FunctionDeployer implements FunctionDeployments {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionDeployer.class);
  private static final int MAX_MANIFEST_CHARACTERS = 64 << 10;

  private static final int MAX_TAG = 256;

  private final Functions functions;
  private final NodeFunctions runtime;
  private final ModelStore files;
  private final Registry policies;
  private final ChangesUnderWay underWay;
  private final Background background;
  private final KernelLoop loop;
  private final Pools pools;
  private final Tenancy tenancy;

  FunctionDeployer(
      FunctionPlatform platform,
      ModelStore files,
      Registry policies,
      ChangesUnderWay underWay,
      Background background,
      KernelLoop loop,
      Pools pools,
      Tenancy tenancy) {
    this.tenancy = tenancy;
    functions = platform.registry();
    runtime = platform.runtime();
    this.files = files;
    this.policies = policies;
    this.underWay = underWay;
    this.background = background;
    this.loop = loop;
    this.pools = pools;
  }

  @Override
  public List<FunctionStatus> list() {
    return functions.list().stream().map(this::status).toList();
  }

  @Override
  public Optional<FunctionStatus> find(String name) {
    return functions.find(name).map(this::status);
  }

  private FunctionStatus status(FunctionRecord record) {
    VersionRecord latest = record.latest();
    FunctionConfiguration configuration = latest.configuration();
    int handle = runtime.handle(record.name(), FunctionVersion.LATEST).orElse(-1);
    var variables = new TreeSet<>(configuration.environment().keySet());
    variables.addAll(SecretReference.variables(configuration.options()));
    return new FunctionStatus(
        record.name(),
        configuration.runtime(),
        configuration.handler(),
        configuration.sandbox(),
        configuration.isolation().name(),
        configuration.trusted(),
        record.tags().getOrDefault(FunctionRecord.FROM, ""),
        latest.sha256(),
        latest.codeBytes(),
        configuration.timeoutNanos() / 1_000_000,
        configuration.limits().memoryBytes(),
        new FunctionStatus.Calls(
            configuration.limits().concurrency(),
            record.reserved(),
            record.provisioned().getOrDefault(FunctionVersion.LATEST, 0)),
        List.copyOf(variables),
        pools.instances(handle),
        pools.queued(handle),
        record.versions().stream().map(VersionRecord::version).toList(),
        served(record.name()).flatMap(ServedVersion::failure));
  }

  private Optional<ServedVersion> served(String name) {
    try {
      return Optional.of(functions.route(name, Optional.empty()));
    } catch (FunctionException _) {
      return Optional.empty();
    }
  }

  @Override
  public void permit(Caller caller, String name, String text) {
    try {
      ManifestRights.require(caller, manifest(name, text));
    } catch (FunctionException e) {
      throw FunctionProblems.of(e);
    }
  }

  @Override
  public void deploy(String name, String text, Listener listener) {
    FunctionManifest manifest = manifest(name, text);
    tenancy.check(name, manifest.events());
    String change = "function " + name;
    underWay.begin(change);
    var progress = new ThrottledProgress(loop, listener::progressed);
    background
        .call(() -> code(manifest, progress))
        .compose(code -> Future.fromCompletionStage(functions.deploy(deployment(manifest, code))))
        .onComplete(_ -> underWay.end(change))
        .onSuccess(record -> deployed(record, manifest, listener))
        .onFailure(cause -> listener.failed(problem(cause)));
  }

  private void deployed(FunctionRecord record, FunctionManifest manifest, Listener listener) {
    LOG.info("deployed function '{}' from {}", record.name(), manifest.from());
    listener.deployed(status(record));
  }

  private FunctionManifest manifest(String name, String text) {
    if (text.length() > MAX_MANIFEST_CHARACTERS) {
      throw Problem.of(
          413, "the manifest is longer than " + MAX_MANIFEST_CHARACTERS + " characters");
    }
    FunctionManifest manifest;
    try {
      manifest = FunctionManifest.parse(text, policies);
    } catch (ConfigurationException e) {
      throw Problem.badRequest("the manifest is refused: " + e.text());
    }
    if (!manifest.name().equals(name)) {
      throw Problem.badRequest(
          "the manifest is for '%s' but was sent for '%s'".formatted(manifest.name(), name));
    }
    return manifest;
  }

  /** Fetches the package; blocks. */
  private Optional<CodePackage> code(FunctionManifest manifest, Progress.Listener progress)
      throws IOException {
    if (manifest.source().isEmpty()) {
      return Optional.empty();
    }
    ModelSource source = manifest.source().get();
    Artifact file = files.fetch(source, progress);
    manifest.checksums().require(Checksums.FROM, file);
    long limit = CodeLimits.DEFAULTS.packageBytes();
    if (file.bytes() > limit) {
      throw Problem.of(
          413, "the package has %d bytes where %d are allowed".formatted(file.bytes(), limit));
    }
    return Optional.of(new CodePackage(Files.readAllBytes(file.path()), Optional.of(name(source))));
  }

  /** What a single file of code is called. */
  private static String name(ModelSource source) {
    String text = source.toString();
    String path = text.contains("#") ? text.substring(0, text.indexOf('#')) : text;
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private Deployment deployment(FunctionManifest manifest, Optional<CodePackage> code) {
    String from = manifest.from();
    return new Deployment(
        manifest.name(),
        manifest.configuration(),
        code,
        Map.of(FunctionRecord.FROM, from.length() > MAX_TAG ? from.substring(0, MAX_TAG) : from),
        manifest.concurrency(),
        manifest.events(),
        false);
  }

  @Override
  public void remove(String name, Deployments.RemovalListener listener) {
    if (functions.find(name).isEmpty()) {
      throw Problem.notFound("no function '" + name + "' is deployed");
    }
    Future.fromCompletionStage(functions.delete(name))
        .onSuccess(_ -> listener.removed())
        .onFailure(cause -> listener.failed(problem(cause)));
  }

  private static Problem problem(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return switch (cause) {
      case Problem problem -> problem;
      case FunctionException e -> FunctionProblems.of(e);
      case SandboxException e -> of(e.code(), String.valueOf(e.getMessage()));
      case ModelException e when e.code() == ModelException.Code.FORBIDDEN_SOURCE ->
          Problem.of(403, FunctionManifest.reason(e));
      case ModelException e -> Problem.badRequest(FunctionManifest.reason(e));
      default -> {
        LOG.error("a deployment failed", cause);
        yield Problem.from(cause);
      }
    };
  }

  private static Problem of(SandboxException.Code code, String message) {
    return switch (code) {
      case INVALID_PROGRAM, START_FAILED -> Problem.badRequest(message);
      case UNAVAILABLE -> Problem.of(503, message);
      case UNSUPPORTED, FAILED -> Problem.of(500, message);
    };
  }
}
