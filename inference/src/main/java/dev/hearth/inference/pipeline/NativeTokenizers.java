package dev.hearth.inference.pipeline;

import dev.hearth.inference.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * Loads the native library of Hugging Face's tokenizers from DJL's jar. DJL's own loader is passed
 * by, see {@code docs/decisions/tokenizers.md}.
 */
final class NativeTokenizers {
  private static boolean loaded;

  private NativeTokenizers() {}

  /**
   * Loads the library unless it is loaded.
   *
   * @throws ModelException if there is none for this machine, or it cannot be loaded
   */
  static synchronized void load() {
    if (!loaded) {
      load(resource(System.getProperty("os.name"), System.getProperty("os.arch")));
      loaded = true;
    }
  }

  static String resource(String system, String architecture) {
    boolean mac = system.toLowerCase(Locale.ROOT).startsWith("mac");
    String os = mac ? "osx" : system.toLowerCase(Locale.ROOT);
    String cpu = architecture.equals("amd64") ? "x86_64" : architecture;
    String file = mac ? "libtokenizers.dylib" : "libtokenizers.so";
    return "/native/lib/%s-%s/cpu/%s".formatted(os, cpu, file);
  }

  /** From a copy that is unlinked at once; the process keeps it as long as it runs. */
  private static void load(String resource) {
    try (InputStream library = NativeTokenizers.class.getResourceAsStream(resource)) {
      if (library == null) {
        throw new ModelException(
            ModelException.Code.UNSUPPORTED_MODEL,
            "tokenizers do not run on this kind of machine: there is no library " + resource);
      }
      Path copy = Files.createTempFile("hearth-tokenizers", ".library");
      try {
        Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
        System.load(copy.toString());
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new ModelException(
          ModelException.Code.STORE_FAILED,
          "the tokenizers' library cannot be loaded: "
              + e.getMessage()
              + "; check that the directory for temporary files is writable and may hold programs",
          e);
    }
  }
}
