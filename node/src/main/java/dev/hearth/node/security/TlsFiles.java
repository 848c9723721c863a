package dev.hearth.node.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.hearth.node.security.SecurityConfig.Tls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;

/**
 * What the files of {@code tls} hold, held against each other: a certificate that is shown without
 * its own key keeps everybody out.
 *
 * @param certificate the whole file
 * @param key the whole file
 * @param clients the whole file, if callers need a certificate
 * @param chain the node's certificate, then those that sign it
 * @param authorities that sign callers' certificates
 */
public record TlsFiles(
    Buffer certificate,
    Buffer key,
    Optional<Buffer> clients,
    List<X509Certificate> chain,
    List<X509Certificate> authorities) {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");

  private static final byte[] SAMPLE = {1, 2, 3, 4};

  public TlsFiles {
    chain = List.copyOf(chain);
    authorities = List.copyOf(authorities);
  }

  /**
   * Reads the files; blocks.
   *
   * @throws Refused if one cannot be read, holds something else, or they do not fit together
   */
  public static TlsFiles read(Tls tls) {
    Buffer certificate = buffer("certificate", tls.certificate());
    Buffer key = buffer("key", tls.key());
    Optional<Buffer> clients = tls.clients().map(file -> buffer("client-ca", file));
    List<X509Certificate> chain = fitting(tls, pair(certificate, key));
    List<X509Certificate> authorities =
        clients.isPresent() ? authorities(tls, clients.get()) : List.of();
    return new TlsFiles(certificate, key, clients, chain, authorities);
  }

  private static Buffer buffer(String name, Path file) {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new Refused("tls.%s: '%s' cannot be read: %s".formatted(name, file, e));
    }
  }

  private static PemKeyCertOptions pair(Buffer certificate, Buffer key) {
    return new PemKeyCertOptions().setCertValues(List.of(certificate)).setKeyValues(List.of(key));
  }

  /** What servers and clients of Vert.x take. */
  PemKeyCertOptions pair() {
    return pair(certificate, key);
  }

  private static List<X509Certificate> fitting(Tls tls, PemKeyCertOptions pair) {
    List<X509Certificate> chain;
    Optional<PrivateKey> key;
    try {
      // A Vert.x is asked for files by their names only, and these were read.
      KeyStore store = pair.loadKeyStore(null);
      chain = x509(store.getCertificateChain(store.aliases().nextElement()));
      X509KeyManager keys =
          Stream.of(pair.getKeyManagerFactory(null).getKeyManagers())
              .filter(X509KeyManager.class::isInstance)
              .map(X509KeyManager.class::cast)
              .findFirst()
              .orElseThrow();
      String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
      key =
          Optional.ofNullable(keys.getServerAliases(algorithm, null))
              .map(aliases -> keys.getPrivateKey(aliases[0]));
    } catch (Exception e) {
      throw new Refused(
          "tls: '%s' and '%s' are no certificate and private key, PEM: %s"
              .formatted(tls.certificate(), tls.key(), e.getMessage()));
    }
    if (key.isPresent() && !fit(key.get(), chain.getFirst())) {
      throw new Refused(
          "tls: '%s' is not the key of the certificate in '%s', whose own stands first in it"
              .formatted(tls.key(), tls.certificate()));
    }
    return chain;
  }

  /** Whether what the key signs is what the certificate proves. */
  private static boolean fit(PrivateKey key, X509Certificate certificate) {
    Optional<String> algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> Optional.of("SHA256withRSA");
          case "EC" -> Optional.of("SHA256withECDSA");
          case "EdDSA", "Ed25519", "Ed448" -> Optional.of("EdDSA");
          default -> Optional.empty();
        };
    if (algorithm.isEmpty()) {
      return true;
    }
    try {
      Signature signature = Signature.getInstance(algorithm.get());
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static List<X509Certificate> authorities(Tls tls, Buffer pem) {
    var all = new ArrayList<X509Certificate>();
    String why = "there is none in it";
    try {
      var factory = CertificateFactory.getInstance("X.509");
      Matcher blocks = CERTIFICATE.matcher(pem.toString(US_ASCII));
      while (blocks.find()) {
        var block = new ByteArrayInputStream(blocks.group().getBytes(US_ASCII));
        all.addAll(x509(factory.generateCertificate(block)));
      }
    } catch (CertificateException e) {
      why = String.valueOf(e.getMessage());
      all.clear();
    }
    if (all.isEmpty()) {
      throw new Refused(
          "tls.client-ca: '%s' is no certificates, PEM: %s"
              .formatted(tls.clients().orElseThrow(), why));
    }
    return all;
  }

  private static List<X509Certificate> x509(Certificate... all) {
    return Stream.of(all)
        .filter(X509Certificate.class::isInstance)
        .map(X509Certificate.class::cast)
        .toList();
  }

  /** Leaves out what the files hold. */
  @Override
  public String toString() {
    return "certificate of " + chain.getFirst().getSubjectX500Principal();
  }
}
