package dev.hearth.inference.generation;

import dev.hearth.inference.InvalidRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Steps all sequences of one instance together, an iteration at a time: those that ended or were
 * cancelled leave, the prompt of one that joined is read, and then every sequence gets its next
 * token in one run of the graph. This is the iteration-level scheduling of Orca (Yu et al., OSDI
 * 2022); batching of whole requests would hold all slots until the longest answer is done.
 *
 * <p>Each iteration is a task of its own for the executor, so that several loops and other models'
 * runs take turns on its threads. Who joins is bounded by the caller; the memory of the caches is
 * at most {@code maxSequences * maxTokens *} {@link DecoderLayout#bytesPerToken}, held up to three
 * times for the moment in which rows join or leave.
 */
public final class GenerationLoop implements AutoCloseable {
  private final Decoder decoder;
  private final TokenCodec codec;
  private final int maxSequences;
  private final int maxTokens;
  private final Executor executor;
  private final LoopMeter meter;
  private final LongSupplier nanos;
  private final CacheRows rows;

  /** Guards what any thread may call for. */
  private final ReentrantLock entry = new ReentrantLock();

  private final Queue<Sequence> joining = new ArrayDeque<>();
  private int present;
  private boolean scheduled;
  private boolean closed;

  /** Held by the one iteration under way, which owns what follows. */
  private final ReentrantLock stepping = new ReentrantLock();

  private List<Sequence> running = new ArrayList<>();
  private @Nullable Cache cache;

  /**
   * A loop with nothing in it.
   *
   * @param decoder closed by its owner, after the loop
   * @param maxSequences the most at once
   * @param maxTokens of one sequence, its prompt included
   * @param executor on which iterations run, one at a time
   * @param nanos a clock
   */
  public GenerationLoop(
      Decoder decoder,
      TokenCodec codec,
      int maxSequences,
      int maxTokens,
      Executor executor,
      LoopMeter meter,
      LongSupplier nanos) {
    this.decoder = decoder;
    this.codec = codec;
    this.maxSequences = maxSequences;
    this.maxTokens = maxTokens;
    this.executor = executor;
    this.meter = meter;
    this.nanos = nanos;
    rows = new CacheRows(decoder.layout());
  }

  /**
   * Adds a sequence; its prompt is read between two steps.
   *
   * @throws IllegalStateException if there are {@code maxSequences} already, or the loop is closed
   */
  public Sequence join(GenerationRequest request, Sequence.Listener listener) {
    var sequence = new Sequence(request, codec, listener, this::wake, this::left);
    entry.lock();
    try {
      if (closed || present == maxSequences) {
        throw new IllegalStateException(
            closed ? "the loop is closed" : "all " + maxSequences + " places are taken");
      }
      present++;
      joining.add(sequence);
    } finally {
      entry.unlock();
    }
    wake();
    return sequence;
  }

  /** Sequences that joined and have not ended. */
  public int sequences() {
    entry.lock();
    try {
      return present;
    } finally {
      entry.unlock();
    }
  }

  private void wake() {
    entry.lock();
    try {
      if (scheduled || closed || present == 0) {
        return;
      }
      scheduled = true;
    } finally {
      entry.unlock();
    }
    try {
      executor.execute(this::iterate);
    } catch (RejectedExecutionException _) {
      close();
    }
  }

  private void iterate() {
    stepping.lock();
    try {
      if (!isClosed()) {
        guarded();
      }
    } finally {
      stepping.unlock();
    }
    entry.lock();
    try {
      scheduled = false;
    } finally {
      entry.unlock();
    }
    wake();
  }

  private boolean isClosed() {
    entry.lock();
    try {
      return closed;
    } finally {
      entry.unlock();
    }
  }

  private void guarded() {
    try {
      iteration();
    } catch (RuntimeException | OutOfMemoryError e) {
      endAll(new Ending.Failed(String.valueOf(e.getMessage())));
    }
  }

  private void iteration() {
    List<CacheRows.Row> kept = new ArrayList<>();
    List<Sequence> staying = new ArrayList<>();
    stay(staying, kept);
    Read joined = read();
    boolean same = joined == null && kept.size() == running.size();
    if (joined != null) {
      staying.add(joined.sequence());
      kept.add(new CacheRows.Row(joined.cache(), 0));
    }
    running = staying;
    try {
      proceed(kept, same);
    } finally {
      if (joined != null) {
        joined.cache().close();
      }
    }
  }

  private void proceed(List<CacheRows.Row> kept, boolean same) {
    if (kept.isEmpty()) {
      replace(null);
    } else {
      step(same ? kept.getFirst().cache() : rows.gather(kept));
    }
  }

  /** Those that have neither ended nor been cancelled, and their rows. */
  private void stay(List<Sequence> staying, List<CacheRows.Row> kept) {
    for (int row = 0; row < running.size(); row++) {
      Sequence sequence = running.get(row);
      if (sequence.cancelled()) {
        sequence.end(new Ending.Cancelled());
      }
      if (cache != null && !sequence.over()) {
        staying.add(sequence);
        kept.add(new CacheRows.Row(cache, row));
      }
    }
  }

  /** A sequence whose prompt was read just now. */
  private record Read(Sequence sequence, Cache cache) {}

  /** Reads the prompt of the next one that joined; nothing if none did, or it is over with that. */
  private @Nullable Read read() {
    Sequence next = next();
    if (next == null) {
      return null;
    }
    if (next.cancelled()) {
      next.end(new Ending.Cancelled());
      return null;
    }
    try {
      return read(next);
    } catch (InvalidRequest e) {
      next.end(new Ending.Refused(String.valueOf(e.getMessage())));
    } catch (RuntimeException | OutOfMemoryError e) {
      next.end(new Ending.Failed(String.valueOf(e.getMessage())));
    }
    return null;
  }

  private @Nullable Read read(Sequence next) {
    long[] prompt = prompt(next.request().prompt());
    next.begin(prompt.length, maxTokens);
    Decoder.Step step = decoder.prefill(prompt);
    meter.read(prompt.length);
    try {
      next.advance(step.logits(0), codec, nanos.getAsLong());
    } catch (RuntimeException | Error e) {
      step.cache().close();
      throw e;
    }
    if (next.over()) {
      step.cache().close();
      return null;
    }
    return new Read(next, step.cache());
  }

  private @Nullable Sequence next() {
    entry.lock();
    try {
      return joining.poll();
    } finally {
      entry.unlock();
    }
  }

  private long[] prompt(GenerationRequest.Prompt prompt) {
    long[] ids =
        switch (prompt) {
          case GenerationRequest.Prompt.Text(String text) -> codec.encode(text);
          case GenerationRequest.Prompt.Tokens(List<Long> tokens) ->
              tokens.stream().mapToLong(Long::longValue).toArray();
        };
    if (ids.length == 0) {
      throw new InvalidRequest(
          InvalidRequest.Code.NO_ROWS, "the prompt has no tokens; send at least one");
    }
    if (ids.length >= maxTokens) {
      throw new InvalidRequest(
          InvalidRequest.Code.WRONG_DIMENSION,
          "the prompt has %d tokens or more, but this model takes %d for prompt and answer together; send a shorter one"
              .formatted(ids.length, maxTokens));
    }
    return ids;
  }

  private void step(Cache past) {
    var tokens = new long[running.size()];
    for (int row = 0; row < tokens.length; row++) {
      tokens[row] = running.get(row).lastToken();
    }
    Decoder.Step step = decoder.next(past, tokens);
    replace(step.cache());
    meter.stepped(tokens.length);
    long now = nanos.getAsLong();
    for (int row = 0; row < tokens.length; row++) {
      Sequence sequence = running.get(row);
      meter.token(now - sequence.lastAt());
      sequence.advance(step.logits(row), codec, now);
    }
  }

  private void replace(@Nullable Cache by) {
    if (cache != null) {
      cache.close();
    }
    cache = by;
  }

  private void left() {
    entry.lock();
    try {
      present--;
    } finally {
      entry.unlock();
    }
  }

  private void endAll(Ending ending) {
    running.forEach(sequence -> sequence.end(ending));
    running = new ArrayList<>();
    for (Sequence next = next(); next != null; next = next()) {
      next.end(ending);
    }
    replace(null);
  }

  /** Ends what is left once the step under way is over; the decoder may be closed then. */
  @Override
  public void close() {
    entry.lock();
    try {
      closed = true;
    } finally {
      entry.unlock();
    }
    stepping.lock();
    try {
      endAll(new Ending.Failed("the model was unloaded"));
    } finally {
      stepping.unlock();
    }
  }
}
