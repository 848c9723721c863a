package dev.hearth.node.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.node.security.Refused;
import dev.hearth.node.security.SecurityConfig.Tls;
import dev.hearth.node.security.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks whether a node can listen at an address, and who does if it cannot. */
public final class AddressCheck {
  private static final String ADDRESS = "address";
  private static final int WAIT_MILLIS = 1_000;
  private static final int MOST_BYTES = 4_096;
  private static final String QUESTION =
      "GET /v2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private final String host;
  private final int port;
  private final Optional<Tls> tls;

  /** A look at an address; whoever listens is asked in the way a node so configured answers. */
  public AddressCheck(String host, int port, Optional<Tls> tls) {
    this.host = host;
    this.port = port;
    this.tls = tls;
  }

  /**
   * What was found.
   *
   * @param data where a node would keep what it has
   * @param held whether one has that directory now
   */
  public Finding look(Path data, boolean held) {
    String why = taken();
    if (why.isEmpty()) {
      return held
          ? Finding.warning(
              ADDRESS,
              "%s:%d is free, but a node runs with the data directory %s, at another address: stop"
                      .formatted(host, port, data)
                  + " it before you start one, or name another with --data")
          : Finding.fine(ADDRESS, "%s:%d is free".formatted(host, port));
    }
    Optional<String> version = hearth();
    if (version.isPresent()) {
      String what = "a Hearth node (%s) answers at %s:%d".formatted(version.get(), host, port);
      return held
          ? Finding.fine(ADDRESS, what + ", and one has the data directory " + data)
          : Finding.note(ADDRESS, what + ", with another data directory; a second takes --port");
    }
    if (held && tls.flatMap(Tls::clients).isPresent()) {
      return Finding.note(
          ADDRESS,
          ("%s:%d is taken, likely by the node with the data directory %s: it cannot be asked, for"
                  + " callers must show a certificate")
              .formatted(host, port, data));
    }
    return Finding.warning(
        ADDRESS,
        "%s:%d cannot be listened on (%s), and no Hearth node answers there: name another with"
                .formatted(host, port, why)
            + " --host and --port");
  }

  /** Why not, or nothing. */
  private String taken() {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return "";
    } catch (IOException e) {
      return e.getMessage() == null ? e.toString() : e.getMessage();
    }
  }

  /** The version of the node that answers there. */
  private Optional<String> hearth() {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(QUESTION.getBytes(US_ASCII));
      socket.getOutputStream().flush();
      String answer = new String(socket.getInputStream().readNBytes(MOST_BYTES), UTF_8);
      JsonNode said =
          JsonMapper.shared().readTree(answer.substring(Math.max(0, answer.indexOf('{'))));
      return "hearth".equals(said.path("name").asString(""))
          ? Optional.of(said.path("version").asString("?"))
          : Optional.empty();
    } catch (IOException | GeneralSecurityException | JacksonException | Refused _) {
      return Optional.empty();
    }
  }

  private Socket connect() throws IOException, GeneralSecurityException {
    InetAddress address = InetAddress.getByName(host);
    var to =
        new InetSocketAddress(
            address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address, port);
    var socket = new Socket();
    try {
      socket.connect(to, WAIT_MILLIS);
      socket.setSoTimeout(WAIT_MILLIS);
      return tls.isPresent() ? encrypted(socket, tls.get()) : socket;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Whoever shows the certificate of this configuration is meant, whatever its names. */
  private Socket encrypted(Socket socket, Tls files) throws IOException, GeneralSecurityException {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("own", TlsFiles.read(files).chain().getFirst());
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    var encrypted = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
    encrypted.startHandshake();
    return encrypted;
  }
}
