package dev.hearth.gateway.lambda;

import dev.hearth.functions.CodePackage;
import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionRecord;
import dev.hearth.functions.Runtimes;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Providers;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads configurations and code as AWS's clients send them. */
final class ConfigurationReader {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int TIMEOUT_SECONDS = 3;
  private static final int MAX_TIMEOUT_SECONDS = 900;
  private static final int MIN_MIB = 128;
  private static final int MAX_MIB = 10_240;
  private static final int STORAGE_MIB = 512;
  private static final String MACHINE =
      "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "x86_64";

  /** What this node cannot do, which would change what a function does if it were passed over. */
  private static final Map<String, String> NOT_HERE =
      Map.of(
          "Layers", "put what they hold into the package",
          "FileSystemConfigs", "there are no file systems to mount",
          "KMSKeyArn", "environments are sealed with the node's own key",
          "CodeSigningConfigArn", "code is not signed here",
          "CapacityProviderConfig", "the node is the only capacity",
          "DurableConfig", "functions here are not durable");

  private ConfigurationReader() {}

  /** A whole configuration, with the defaults AWS has. */
  static FunctionConfiguration whole(Fields fields) {
    refuse(fields);
    Fields code = fields.below("Code");
    boolean image = fields.text("PackageType").map("Image"::equals).orElse(code.has("ImageUri"));
    String runtime = image ? Runtimes.IMAGE : fields.required("Runtime");
    var language = Runtimes.language(runtime);
    if (!image && Runtimes.IMAGE.equals(language.family())) {
      throw fields.wrong("Runtime", "no image; say PackageType Image instead");
    }
    var plain =
        new FunctionConfiguration(
            runtime,
            image ? command(fields) : fields.required("Handler"),
            image ? Optional.of(code.required("ImageUri")) : Optional.empty(),
            fields.text("Description").orElse(""),
            fields.text("Role").orElse(""),
            Providers.DEFAULT,
            Isolation.PROCESS,
            false,
            fields.below("Environment").texts("Variables"),
            limits(fields, ProgramLimits.DEFAULTS, STORAGE_MIB),
            fields.number("Timeout", 1, MAX_TIMEOUT_SECONDS).orElse(TIMEOUT_SECONDS)
                * NANOS_PER_SECOND,
            false,
            false,
            Long.MAX_VALUE,
            Map.of(),
            Map.of());
    return Extensions.apply(plain, fields.texts("Tags"));
  }

  /** A configuration in which what is sent is changed. */
  static FunctionConfiguration changed(
      Fields fields, FunctionConfiguration before, Map<String, String> tags) {
    refuse(fields);
    String runtime = fields.text("Runtime").orElse(before.runtime());
    if (Runtimes.IMAGE.equals(runtime) != before.image().isPresent()) {
      throw fields.wrong("Runtime", "that of the code there is; make another function");
    }
    int storage = (int) (before.limits().storageBytes() >> 20);
    int seconds = fields.number("Timeout", 1, MAX_TIMEOUT_SECONDS).orElse(0);
    var plain =
        new FunctionConfiguration(
            runtime,
            fields.object("ImageConfig").isPresent()
                ? command(fields)
                : fields.text("Handler").orElse(before.handler()),
            before.image(),
            fields.text("Description").orElse(before.description()),
            fields.text("Role").orElse(before.role()),
            before.sandbox(),
            before.isolation(),
            before.trusted(),
            fields.has("Environment")
                ? fields.below("Environment").texts("Variables")
                : before.environment(),
            limits(fields, before.limits(), storage),
            seconds == 0 ? before.timeoutNanos() : seconds * NANOS_PER_SECOND,
            before.network(),
            before.idempotent(),
            before.zeroAfterNanos(),
            before.policies(),
            before.options());
    boolean follows = fields.has("MemorySize") || fields.has("Runtime");
    return follows && !deployedByManifest(before, tags) ? Extensions.apply(plain, tags) : plain;
  }

  /** Settings of a manifest are not those of tags, and stay. */
  private static boolean deployedByManifest(
      FunctionConfiguration before, Map<String, String> tags) {
    return tags.containsKey(FunctionRecord.FROM) || !Extensions.apply(before, tags).equals(before);
  }

  private static String command(Fields fields) {
    Fields config = fields.below("ImageConfig");
    List<String> command = config.list("Command");
    if (command.size() > 1 || config.filled("EntryPoint") || config.filled("WorkingDirectory")) {
      throw fields.wrong(
          "ImageConfig", "a Command of one word, the handler; the image says the rest");
    }
    return command.isEmpty() ? "" : command.getFirst();
  }

  private static ProgramLimits limits(Fields fields, ProgramLimits before, int storageMib) {
    int memory =
        fields.number("MemorySize", MIN_MIB, MAX_MIB).orElse((int) (before.memoryBytes() >> 20));
    int storage =
        fields.below("EphemeralStorage").number("Size", STORAGE_MIB, MAX_MIB).orElse(storageMib);
    return new ProgramLimits(
        (long) memory << 20,
        before.cpuMillis(),
        (long) storage << 20,
        before.processes(),
        before.concurrency(),
        before.outputBytes(),
        before.answerBytes());
  }

  private static void refuse(Fields fields) {
    NOT_HERE.forEach(
        (name, remedy) -> {
          if (fields.filled(name)) {
            throw new FunctionException(
                Code.INVALID_PARAMETER_VALUE,
                "'%s' cannot be had on this node: %s".formatted(name, remedy));
          }
        });
    if (fields.below("VpcConfig").filled("SubnetIds")) {
      throw fields.wrong("VpcConfig", "left out: the node is in one network");
    }
    if (fields.below("SnapStart").text("ApplyOn").orElse("None").equals("PublishedVersions")) {
      throw fields.wrong("SnapStart", "None: a sandbox that starts from a snapshot is a tag");
    }
    fields.list("Architectures").stream()
        .filter(each -> !each.equals(MACHINE))
        .findFirst()
        .ifPresent(
            each -> {
              throw fields.wrong(
                  "Architectures", "%s, which this machine is, not %s".formatted(MACHINE, each));
            });
  }

  /** The architecture that all functions here have. */
  static String architecture() {
    return MACHINE;
  }

  /** The zip that was sent; none for an image. */
  static Optional<CodePackage> code(Fields code) {
    if (code.filled("S3Bucket") || code.filled("S3Key")) {
      throw code.wrong("S3Bucket", "left out: send the package as ZipFile");
    }
    return code.text("ZipFile")
        .map(
            text -> {
              try {
                return CodePackage.of(Base64.getDecoder().decode(text));
              } catch (IllegalArgumentException _) {
                throw code.wrong("ZipFile", "a zip in base64");
              }
            });
  }
}
