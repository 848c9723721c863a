package dev.hearth.cli.bench;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server: opened when a request finds none with room, kept until the server
 * closes them. Owned by the event loop. How many there can be is bounded by the calls under way.
 */
final class Connections {
  /** Opens connections. */
  interface Opener {
    /** How many calls a connection takes at once. */
    int callsEach();

    ChannelFuture open(Seat seat);

    Connection connection(Channel channel);
  }

  private final Opener opener;
  private final Set<Seat> seats = new LinkedHashSet<>();
  private final ArrayDeque<Seat> free = new ArrayDeque<>();

  Connections(Opener opener) {
    this.opener = opener;
  }

  /** Sends a call on the connection used last that has room, or on a new one. */
  void send(Call call) {
    Seat seat = free.peekFirst();
    if (seat == null) {
      seat = new Seat();
      seats.add(seat);
      free.addFirst(seat);
      seat.connect();
    }
    seat.take(call);
  }

  void expire(long sentBeforeNanos, String reason) {
    for (Seat seat : List.copyOf(seats)) {
      seat.expire(sentBeforeNanos, reason);
    }
  }

  int open() {
    return seats.size();
  }

  void close() {
    for (Seat seat : List.copyOf(seats)) {
      if (seat.connection != null) {
        seat.connection.close();
      }
    }
  }

  /** Room on one connection, from before it is open until it is gone. */
  final class Seat {
    private final List<Call> waiting = new ArrayList<>();
    private @Nullable Connection connection;
    private int calls;
    private boolean gone;

    private void connect() {
      opener
          .open(this)
          .addListener(
              (ChannelFuture future) -> {
                if (future.isSuccess()) {
                  // In a turn of its own: handlers hear of the connection only after this listener.
                  future.channel().eventLoop().execute(() -> connected(future.channel()));
                } else {
                  fail("cannot connect: " + Errors.text(future.cause()));
                }
              });
    }

    private void fail(String reason) {
      gone();
      List.copyOf(waiting).forEach(call -> call.end(Answer.failed(reason)));
    }

    private void connected(Channel channel) {
      if (!channel.isActive()) {
        fail("the server closed the connection at once");
        return;
      }
      Connection opened = opener.connection(channel);
      connection = opened;
      waiting.stream().filter(call -> !call.ended()).forEach(opened::send);
      waiting.clear();
    }

    private void take(Call call) {
      calls++;
      if (calls == opener.callsEach()) {
        free.remove(this);
      }
      call.takes(this);
      if (connection == null) {
        waiting.add(call);
      } else {
        connection.send(call);
      }
    }

    /** A call has ended: there is room for another. */
    void leave() {
      if (calls == opener.callsEach() && !gone) {
        free.addFirst(this);
      }
      calls--;
    }

    /** No more calls go here. */
    void gone() {
      gone = true;
      free.remove(this);
      seats.remove(this);
    }

    private void expire(long sentBeforeNanos, String reason) {
      if (connection != null) {
        connection.expire(sentBeforeNanos, reason);
        return;
      }
      for (Call call : List.copyOf(waiting)) {
        if (call.sentNanos() < sentBeforeNanos) {
          call.end(Answer.failed(reason));
        }
      }
    }
  }
}
