package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/** A connection of the load generator, registered with its selector; used by one thread. */
public interface Connection extends AutoCloseable {
  /** How many requests it carries at once. */
  int capacity();

  /**
   * Sends a request.
   *
   * @param since from when its latency counts
   */
  void send(byte[] request, long since) throws IOException;

  /** Sends what {@link #send} has gathered, if it gathers. */
  default void flush() throws IOException {}

  /** Reads what is there, by way of {@code buffer}, and tells of each answer that is whole. */
  void receive(ByteBuffer buffer, Answers answers);

  @Override
  void close() throws IOException;

  /** Opens connections. */
  interface Dial {
    /** Connects, for at most so many requests at once. */
    Connection connect(Selector selector, int most) throws IOException;
  }

  /** Hears of answers. */
  interface Answers {
    /**
     * An answer is whole.
     *
     * @param status as HTTP has it, whatever the protocol; 0 if the connection broke instead
     * @param bytes of its body
     */
    void answered(int status, long since, long bytes);
  }
}
