package dev.hearth.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node's HTTP interface. Whatever goes wrong becomes a {@link CommandFailure}. */
public final class NodeClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration INFERENCE_TIMEOUT = Duration.ofMinutes(15);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final URI server;
  private final Credentials credentials;
  private final HttpClient http;

  NodeClient(URI server) {
    this(server, Credentials.NONE);
  }

  NodeClient(URI server, Credentials credentials) {
    this.server = server;
    this.credentials = credentials;
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    credentials.addTo(builder);
    http = builder.build();
  }

  /** Whether the node reads the files of this machine, by its address. */
  boolean isHere() {
    return Set.of("127.0.0.1", "localhost", "[::1]").contains(server.getHost());
  }

  /** A path whose last segment is a name that people chose. */
  public static String path(String prefix, String name) {
    return prefix + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** An answer that is JSON. */
  public JsonNode get(String path) {
    return answer(request(path).timeout(ANSWER_TIMEOUT).GET().build());
  }

  /** An answer that is text. */
  public String text(String path) {
    return text(send(request(path).timeout(ANSWER_TIMEOUT).GET().build()));
  }

  /** An answer that is text; empty if there is nothing of that name. */
  Optional<String> textIfThere(String path) {
    var response = send(request(path).timeout(ANSWER_TIMEOUT).GET().build());
    return response.statusCode() == 404 ? Optional.empty() : Optional.of(text(response));
  }

  private String text(HttpResponse<InputStream> response) {
    if (response.statusCode() >= 400) {
      throw refused(response);
    }
    try (var body = response.body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** An answer that goes on for as long as it is read. */
  InputStream stream(String path) {
    var response = send(request(path).GET().build());
    if (response.statusCode() >= 400) {
      throw refused(response);
    }
    return response.body();
  }

  /** An answer as it is; whoever asked looks into its headers. */
  @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
  record Exchanged(byte[] body, HttpHeaders headers) {
    Optional<String> header(String name) {
      return headers.firstValue(name);
    }
  }

  /** Posts bytes with headers. */
  Exchanged exchange(String path, byte[] body, Map<String, String> headers) {
    var request =
        request(path).timeout(INFERENCE_TIMEOUT).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    var response = send(request.build());
    if (response.statusCode() >= 400) {
      throw refused(response);
    }
    try (var answer = response.body()) {
      return new Exchanged(answer.readAllBytes(), response.headers());
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Removes what is there; empty if there is nothing. */
  Optional<JsonNode> deleteIfThere(String path) {
    var response = send(request(path).timeout(ANSWER_TIMEOUT).DELETE().build());
    return response.statusCode() == 404 ? Optional.empty() : Optional.of(read(response));
  }

  JsonNode post(String path, byte[] body) {
    return answer(
        request(path)
            .timeout(INFERENCE_TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  JsonNode putJson(String path, byte[] body) {
    return answer(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  /** Sends a manifest; the lines of the answer come as they are written. */
  InputStream put(String path, String manifest) {
    var response =
        send(
            request(path)
                .header("Content-Type", "application/yaml")
                .header("Accept", "application/x-ndjson")
                .PUT(HttpRequest.BodyPublishers.ofString(manifest))
                .build());
    if (response.statusCode() >= 400) {
      throw refused(response);
    }
    return response.body();
  }

  /** Posts JSON; the lines of the answer come as they are written. */
  InputStream postForLines(String path, byte[] body) {
    var response =
        send(
            request(path)
                .header("Content-Type", "application/json")
                .header("Accept", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    if (response.statusCode() >= 400) {
      throw refused(response);
    }
    return response.body();
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(server.resolve(path));
    credentials.addTo(request);
    return request;
  }

  private JsonNode answer(HttpRequest request) {
    return read(send(request));
  }

  private JsonNode read(HttpResponse<InputStream> response) {
    if (response.statusCode() >= 400) {
      throw refused(response);
    }
    try (var body = response.body()) {
      return JSON.readTree(body);
    } catch (IOException | JacksonException e) {
      throw new CommandFailure(
          CommandFailure.REFUSED, server + " did not answer as a Hearth node: " + e.getMessage());
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException _) {
      throw new CommandFailure(
          CommandFailure.UNREACHABLE,
          "no node answers at %s; start one with 'hearth up' or name another with --server"
              .formatted(server));
    } catch (IOException e) {
      throw broken(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(
          CommandFailure.UNREACHABLE, "interrupted while waiting for " + server);
    }
  }

  private CommandFailure broken(IOException e) {
    Optional<String> trouble = Encryption.trouble(e);
    if (trouble.isPresent()) {
      String trusted =
          credentials
              .encryption()
              .authority()
              .filter(_ -> trouble.get().equals(Encryption.UNTRUSTED))
              .map(file -> " (trusted is what '%s' holds)".formatted(file))
              .orElse("");
      return new CommandFailure(
          CommandFailure.UNREACHABLE,
          "no connection to %s: %s%s".formatted(server, trouble.get(), trusted));
    }
    String otherwise =
        "https".equals(server.getScheme())
            ? "if it has no tls, name it with http://"
            : "if it has tls, name it with https://";
    return new CommandFailure(
        CommandFailure.UNREACHABLE,
        "the connection to %s broke: %s; see what the node says, then try again; %s"
            .formatted(server, e, otherwise));
  }

  private static CommandFailure refused(HttpResponse<InputStream> response) {
    return new CommandFailure(CommandFailure.REFUSED, reason(response));
  }

  private static String reason(HttpResponse<InputStream> response) {
    try (var body = response.body()) {
      var answer = JSON.readTree(body);
      for (var field : List.of("error", "Message", "message")) {
        if (answer.path(field).isString()) {
          return answer.path(field).stringValue();
        }
      }
    } catch (IOException | JacksonException _) {
      // The status says what the body does not.
    }
    return "the node answered with status " + response.statusCode();
  }
}
