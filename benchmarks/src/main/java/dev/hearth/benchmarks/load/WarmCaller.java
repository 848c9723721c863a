package dev.hearth.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.HdrHistogram.Histogram;

/**
 * Calls at another process's command: each line in is {@link WarmCalls}; out come {@code begun},
 * once all connections are open and warm, and what was seen. Plain and encrypted connections are
 * driven alike, by a thread each.
 */
final class WarmCaller {
  static final String BEGUN = "begun";
  private static final String BODY = "{\"n\":1}";
  private static final double WARM_UP_SHARE = 0.3;
  private static final long MOST_NANOS = 60_000_000_000L;

  private WarmCaller() {}

  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(run(WarmCalls.parse(line), threads).text());
      }
    }
  }

  private static WarmCalls.Seen run(WarmCalls calls, ExecutorService threads)
      throws InterruptedException, ExecutionException {
    var warm = new CountDownLatch(calls.connections());
    var begin = new CountDownLatch(1);
    List<Future<Histogram>> ended = new ArrayList<>();
    for (int i = 0; i < calls.connections(); i++) {
      ended.add(threads.submit(() -> one(calls, warm, begin)));
    }
    warm.await();
    System.out.println(BEGUN);
    long since = System.nanoTime();
    begin.countDown();
    var all = new Histogram(MOST_NANOS, 3);
    for (Future<Histogram> each : ended) {
      all.add(each.get());
    }
    double seconds = (System.nanoTime() - since) / 1e9;
    return new WarmCalls.Seen(
        all.getTotalCount(),
        seconds,
        all.getValueAtPercentile(50) / 1e3,
        all.getValueAtPercentile(99) / 1e3);
  }

  private static Histogram one(WarmCalls calls, CountDownLatch warm, CountDownLatch begin)
      throws IOException, GeneralSecurityException, InterruptedException {
    byte[] request = request(calls);
    try (Socket socket =
        factory(calls.encrypted()).createSocket(InetAddress.getLoopbackAddress(), calls.port())) {
      socket.setTcpNoDelay(true);
      var answers = new BufferedInputStream(socket.getInputStream());
      exchange(socket, answers, request, calls.seconds() * WARM_UP_SHARE);
      warm.countDown();
      begin.await();
      return exchange(socket, answers, request, calls.seconds());
    } finally {
      // One that failed holds up nobody; to the others it makes no difference.
      warm.countDown();
    }
  }

  private static SocketFactory factory(boolean encrypted) throws GeneralSecurityException {
    if (!encrypted) {
      return SocketFactory.getDefault();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Everybody()}, null);
    return context.getSocketFactory();
  }

  private static byte[] request(WarmCalls calls) {
    String key = calls.key().isEmpty() ? "" : "Authorization: Bearer " + calls.key() + "\r\n";
    return ("POST /2015-03-31/functions/%s/invocations HTTP/1.1\r\nHost: localhost\r\n"
                .formatted(WarmCosts.FUNCTION)
            + key
            + "Content-Length: %d\r\n\r\n%s".formatted(BODY.length(), BODY))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static Histogram exchange(
      Socket socket, InputStream answers, byte[] request, double seconds) throws IOException {
    var latencies = new Histogram(MOST_NANOS, 3);
    long until = System.nanoTime() + (long) (seconds * 1e9);
    for (long since = System.nanoTime(); since < until; ) {
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      String answer = answer(answers);
      if (!answer.equals(BODY)) {
        throw new IllegalStateException("the function answered " + answer);
      }
      long now = System.nanoTime();
      latencies.recordValue(now - since);
      since = now;
    }
    return latencies;
  }

  private static String answer(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, "content-length:".length())) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IllegalStateException("a call was answered " + status + " " + body);
    }
    return body;
  }

  private static String line(InputStream in) throws IOException {
    var text = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the node closed a connection");
      }
      if (next != '\r') {
        text.append((char) next);
      }
    }
    return text.toString();
  }

  /** The certificate was made for this measurement. */
  private static final class Everybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
