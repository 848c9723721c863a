package dev.hearth.inference;

import dev.hearth.inference.ModelException.Code;
import dev.hearth.inference.ModelSource.NpmSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings packages by npm itself: its configuration names the registry, the proxy and the
 * credentials, it keeps a cache, and it holds what it brings against the digest the registry gives.
 * No script of a package is run.
 */
final class NpmPackages {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int MAX_OUTPUT = 1 << 20;
  private static final int MAX_REASON = 300;
  private static final Pattern ERROR_CODE = Pattern.compile("npm (?:error|ERR!) code (\\w+)");
  private static final Pattern REASON = Pattern.compile("npm (?:error|ERR!) (?!code )(\\S.*)");
  private static final List<String> ABSENT = List.of("E404", "ETARGET", "ENOVERSIONS");

  private final List<String> command;
  private final Duration limit;

  NpmPackages() {
    this(List.of("npm"), LIMIT);
  }

  /**
   * Packages by some other npm.
   *
   * @param command what is run in its place
   * @param limit what one package may take
   */
  NpmPackages(List<String> command, Duration limit) {
    this.command = List.copyOf(command);
    this.limit = limit;
  }

  /** Opens a file of a package, which is fetched for it and gone once that is closed. */
  SourceReader.Opened open(NpmSource source, Progress.Listener listener) {
    try {
      Path directory = Files.createTempDirectory("hearth-npm");
      try {
        pack(source, directory);
        return TarEntry.open(
            source, archive(source, directory), source.entry(), listener, () -> delete(directory));
      } catch (RuntimeException | Error e) {
        delete(directory);
        throw e;
      }
    } catch (IOException e) {
      throw new ModelException(
          Code.STORE_FAILED, "'" + source + "' cannot be unpacked: " + e.getMessage(), e);
    }
  }

  private void pack(NpmSource source, Path directory) throws IOException {
    Path output = directory.resolve("output");
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(
        List.of(
            "pack",
            "--ignore-scripts",
            "--no-color",
            "--loglevel=error",
            "--pack-destination=" + directory,
            "--",
            source.name() + "@" + source.version()));
    Process process = start(source, arguments, directory, output);
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ModelException(
            Code.TRANSFER_FAILED,
            "npm did not bring '" + source + "' within " + limit.toSeconds() + " s; try again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException(
          Code.TRANSFER_FAILED, "bringing '" + source + "' was interrupted; try again", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw failed(source, output);
    }
  }

  private static Process start(
      NpmSource source, List<String> arguments, Path directory, Path output) {
    try {
      return new ProcessBuilder(arguments)
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new ModelException(
          Code.TRANSFER_FAILED,
          "the model '"
              + source
              + "' needs npm on the node's machine, and it cannot be started: "
              + e.getMessage()
              + "; install Node.js, or name the file with file: or https:",
          e);
    }
  }

  private static ModelException failed(NpmSource source, Path output) throws IOException {
    String text =
        Files.size(output) > MAX_OUTPUT ? "" : Files.readString(output, StandardCharsets.UTF_8);
    Matcher code = ERROR_CODE.matcher(text);
    boolean absent = code.find() && ABSENT.contains(code.group(1));
    Matcher reason = REASON.matcher(text);
    String why = reason.find() ? reason.group(1) : "npm gave no reason";
    return new ModelException(
        absent ? Code.NOT_FOUND : Code.TRANSFER_FAILED,
        "the model '"
            + source
            + "' cannot be had from npm: "
            + Secrets.maskedText(why.substring(0, Math.min(why.length(), MAX_REASON)))
            + "; check the package, the version, the network and npm's configuration");
  }

  private static Path archive(NpmSource source, Path directory) throws IOException {
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(directory, "*.tgz")) {
      for (Path archive : archives) {
        return archive;
      }
    }
    throw new ModelException(Code.TRANSFER_FAILED, "npm left no archive of '" + source + "'");
  }

  private static void delete(Path directory) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException _) {
      directory.toFile().deleteOnExit();
    }
  }
}
