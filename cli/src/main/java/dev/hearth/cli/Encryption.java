package dev.hearth.cli;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * By what a command knows a node whose address is {@code https://}, and what it shows there.
 *
 * @param authority the certificates to trust, PEM; the system's without them
 * @param own the caller's certificate and its private key in one file, PEM
 */
public record Encryption(Optional<Path> authority, Optional<Path> own) {
  static final Encryption USUAL = new Encryption(Optional.empty(), Optional.empty());

  private static final int DEEPEST = 20;

  static final String UNTRUSTED =
      "its certificate is signed by no authority that is trusted here; give that authority's"
          + " certificate with --ca FILE or HEARTH_CA";

  /** Whether it is what every Java does. */
  boolean usual() {
    return equals(USUAL);
  }

  /**
   * What a connection is encrypted with.
   *
   * @throws CommandFailure if a file is not good
   */
  public SslContextBuilder builder() {
    SslContextBuilder builder = SslContextBuilder.forClient();
    authority.ifPresent(
        file -> read(file, "--ca takes certificates", () -> builder.trustManager(file.toFile())));
    own.ifPresent(
        file ->
            read(
                file,
                "--client-certificate takes a certificate and its private key",
                () -> builder.keyManager(file.toFile(), file.toFile())));
    return builder;
  }

  SSLContext context() {
    try {
      return ((JdkSslContext) builder().sslProvider(SslProvider.JDK).build()).context();
    } catch (SSLException e) {
      throw new CommandFailure(CommandFailure.USAGE, "this Java cannot do TLS: " + e.getMessage());
    }
  }

  private static void read(Path file, String takes, Runnable reading) {
    if (!Files.isReadable(file)) {
      throw new CommandFailure(
          CommandFailure.USAGE, "'%s' cannot be read; %s, PEM".formatted(file, takes));
    }
    try {
      reading.run();
    } catch (IllegalArgumentException _) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "'%s' holds none that is understood; %s, PEM".formatted(file, takes));
    }
  }

  /** What is wrong between caller and node, and what to do; empty if it is not the encryption. */
  public static Optional<String> trouble(Throwable failure) {
    boolean encrypted = false;
    String said = "";
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
      Optional<String> known = certificate(cause);
      if (known.isPresent()) {
        return known;
      }
      if (cause instanceof SSLException || cause instanceof CertificateException) {
        encrypted = true;
        said = String.valueOf(cause.getMessage());
      }
    }
    return encrypted ? Optional.of(alert(said)) : Optional.empty();
  }

  private static Optional<String> certificate(Throwable cause) {
    return Optional.ofNullable(
        switch (cause) {
          case CertificateExpiredException _ ->
              "its certificate has expired (%s); it needs a new one".formatted(cause.getMessage());
          case CertificateNotYetValidException _ ->
              "its certificate is not valid yet (%s); compare the clocks"
                  .formatted(cause.getMessage());
          case CertPathBuilderException _ -> UNTRUSTED;
          case CertPathValidatorException path when path.getCause() == null -> UNTRUSTED;
          default -> null;
        });
  }

  /** What the other side said, or what is known by its words only. */
  private static String alert(String said) {
    String lower = said.toLowerCase(Locale.ROOT);
    if (Stream.of("plaintext", "unrecognized ssl message", "not an ssl/tls record")
        .anyMatch(lower::contains)) {
      return "it does not encrypt there; name it with http://";
    }
    if (Stream.of("required", "bad_certificate", "certificate_unknown", "unknown_ca")
        .anyMatch(word -> lower.contains("alert") && lower.contains(word))) {
      return "it asks callers for a certificate of its own authority; show one with"
          + " --client-certificate FILE or HEARTH_CLIENT_CERTIFICATE";
    }
    if (lower.contains("subject alternative") || lower.contains("no name matching")) {
      return "its certificate is for other names (%s); call it as the certificate does"
          .formatted(said.lines().findFirst().orElse(said));
    }
    return "the encryption failed: " + said;
  }
}
