package dev.hearth.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has. */
public final class Common {
  enum Format {
    TEXT,
    JSON
  }

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:HEARTH_SERVER:-http://127.0.0.1:8080}",
      description = "The node to talk to (default: HEARTH_SERVER, or http://127.0.0.1:8080).")
  private String server = "";

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text for people, json for scripts (default: text).")
  private Format output = Format.TEXT;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:HEARTH_KEY:-}",
      description = "The key or token to show, if the node asks for one (default: HEARTH_KEY).")
  private String key = "";

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${env:HEARTH_CA:-}",
      description = "Certificates that sign the node's, PEM (default: HEARTH_CA, or the system's).")
  private String authority = "";

  @Option(
      names = "--client-certificate",
      paramLabel = "FILE",
      defaultValue = "${env:HEARTH_CLIENT_CERTIFICATE:-}",
      description =
          "Your certificate and its private key, PEM, if the node asks callers for one (default:"
              + " HEARTH_CLIENT_CERTIFICATE).")
  private String certificate = "";

  private Credentials credentials() {
    return new Credentials(key(), encryption());
  }

  /** By what the node is known, and what is shown to it, where its address is https. */
  public Encryption encryption() {
    return new Encryption(file(authority), file(certificate));
  }

  private static Optional<Path> file(String option) {
    return Optional.of(option).filter(text -> !text.isEmpty()).map(Path::of);
  }

  /** The key or token to show to the node, if one was given. */
  public Optional<String> key() {
    return Optional.of(key.strip()).filter(text -> !text.isEmpty());
  }

  /** The node's address as it was given. */
  public String server() {
    return server;
  }

  /** A client of the node. */
  public NodeClient client() {
    return new NodeClient(uri(), credentials());
  }

  /** A client of the node at another address. */
  public NodeClient client(URI server) {
    return new NodeClient(server, credentials());
  }

  URI uri() {
    try {
      var uri = URI.create(server);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Said below, as for any other text that is no such address.
    }
    throw new CommandFailure(
        CommandFailure.USAGE,
        "the server '%s' is not an address like http://127.0.0.1:8080".formatted(server));
  }

  /** Whether scripts read what is printed. */
  public boolean json() {
    return output == Format.JSON;
  }

  /** Prints lines; they are out when this returns. */
  public void print(Object lines) {
    var out = spec.commandLine().getOut();
    out.print(lines);
    if (!lines.toString().endsWith(System.lineSeparator())) {
      out.println();
    }
    out.flush();
  }
}
