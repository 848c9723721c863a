package dev.hearth.benchmarks.soak;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Clients that behave badly, each on a thread and a connection of its own. */
final class RawClients {
  private static final int SLOW = 40;
  private static final int CUT = 100;
  private static final int PIECES = 40;
  private static final int READ_LIMIT_MILLIS = 60_000;

  private final Loop loop;
  private final Account account;
  private final int port;

  RawClients(Loop loop, Account account, int port) {
    this.loop = loop;
    this.account = account;
    this.port = port;
  }

  /** Forty that take so long to send or to read; returns when all are done. */
  void slow(Random random, int seconds) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < SLOW; i++) {
      int[] row = random.ints(KnownModel.INPUTS, 0, KnownModel.LARGEST_INPUT).toArray();
      boolean sends = i % 2 == 0;
      threads.add(Thread.startVirtualThread(() -> slow(row, sends, 1_000L * seconds / PIECES)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static byte[] request(int[] row) {
    String body = Traffic.body(row);
    return ("POST /v2/models/%s/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + "Content-Length: %d\r\n\r\n%s")
        .formatted(Traffic.MODEL, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void slow(int[] row, boolean sends, long pauseMillis) {
    Account.Entry entry = loop.ask(() -> account.begin(Kind.SLOW));
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(READ_LIMIT_MILLIS);
      byte[] request = request(row);
      send(socket.getOutputStream(), request, sends ? PIECES : 1, pauseMillis);
      String answer = read(socket.getInputStream(), sends ? 0 : pauseMillis);
      loop.tell(() -> settle(entry, row, answer));
    } catch (IOException e) {
      loop.tell(() -> account.broken(entry, String.valueOf(e)));
    }
  }

  private static void send(OutputStream out, byte[] request, int pieces, long pauseMillis)
      throws IOException {
    int length = Math.ceilDiv(request.length, pieces);
    for (int from = 0; from < request.length; from += length) {
      out.write(request, from, Math.min(length, request.length - from));
      out.flush();
      if (pieces > 1) {
        Commands.pause(pauseMillis);
      }
    }
  }

  private static String read(InputStream in, long pauseMillis) throws IOException {
    var answer = new StringBuilder();
    var piece = new byte[pauseMillis == 0 ? 4_096 : 16];
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      answer.append(new String(piece, 0, read, StandardCharsets.US_ASCII));
      Commands.pause(pauseMillis);
    }
    return answer.toString();
  }

  /** A node may also end such a connection with word that the client was too slow. */
  private void settle(Account.Entry entry, int[] row, String answer) {
    String status = answer.isEmpty() ? "" : answer.split(" ", 3)[1];
    float[] known = KnownModel.answer(row, 0);
    if (status.equals("408") || status.equals("429") || status.equals("503")) {
      account.settle(entry, Outcome.REFUSED, "");
    } else if (!status.equals("200")) {
      account.failed(entry, answer.substring(0, Math.min(200, answer.length())));
    } else if (answer.contains("[" + (long) known[0])) {
      account.settle(entry, Outcome.RIGHT, "");
    } else {
      account.settle(entry, Outcome.WRONG, answer);
    }
  }

  /** A hundred that go away at some point, half of them with a reset. */
  void cut(Random random) {
    for (int i = 0; i < CUT; i++) {
      int[] row = random.ints(KnownModel.INPUTS, 0, KnownModel.LARGEST_INPUT).toArray();
      byte[] request = request(row);
      int length = i % 3 == 0 ? request.length : 1 + random.nextInt(request.length - 1);
      Account.Entry entry = loop.ask(() -> account.begin(Kind.CUT));
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (i % 2 == 0) {
          socket.setSoLinger(true, 0);
        }
        socket.getOutputStream().write(request, 0, length);
      } catch (IOException _) {
        // It is cut in any case.
      }
      loop.tell(() -> account.settle(entry, Outcome.CUT, ""));
    }
  }
}
