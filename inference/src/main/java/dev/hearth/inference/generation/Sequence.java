package dev.hearth.inference.generation;

/** One answer under way. Owned by its loop, but {@link #cancel} may be called by any thread. */
public final class Sequence {
  private final GenerationRequest request;
  private final Listener listener;
  private final Runnable wake;
  private final Runnable left;
  private final Sampler sampler;
  private final TextStream text;
  private volatile boolean cancelled;
  private int promptTokens;
  private int tokens;
  private int budget;
  private long lastToken;
  private long lastAt;
  private boolean over;

  /** Hears of one sequence, on the thread of the loop; must not block. */
  public interface Listener {
    /** More of the answer's text; at least one character. */
    void text(String more);

    /** The first token is there, whether or not it is text. */
    void started();

    /** Nothing follows; heard exactly once. */
    void ended(Ending ending);
  }

  /**
   * A sequence of which nothing is read yet.
   *
   * @param wake has the loop look at it
   * @param left done just before its end is told
   */
  Sequence(
      GenerationRequest request,
      TokenCodec codec,
      Listener listener,
      Runnable wake,
      Runnable left) {
    this.request = request;
    this.listener = listener;
    this.wake = wake;
    this.left = left;
    sampler = new Sampler(request.sampling());
    text = new TextStream(codec, request.stop());
  }

  /** Ends it at the next step. */
  public void cancel() {
    cancelled = true;
    wake.run();
  }

  boolean cancelled() {
    return cancelled;
  }

  GenerationRequest request() {
    return request;
  }

  /** Its prompt was read; it may become as long as {@code most} tokens in all. */
  void begin(int prompt, int most) {
    promptTokens = prompt;
    budget = Math.min(request.maxTokens(), most - prompt);
  }

  boolean over() {
    return over;
  }

  long lastToken() {
    return lastToken;
  }

  /** When its last token came; 0 before the first. */
  long lastAt() {
    return lastAt;
  }

  /** Takes its next token of the logits. */
  void advance(float[] logits, TokenCodec codec, long now) {
    lastToken = sampler.choose(logits);
    lastAt = now;
    tokens++;
    if (tokens == 1) {
      listener.started();
    }
    if (codec.isEnd(lastToken)) {
      finish(Ending.Reason.STOP);
      return;
    }
    tell(text.add(lastToken));
    if (text.stopped()) {
      finish(Ending.Reason.STOP);
    } else if (tokens == budget) {
      finish(Ending.Reason.LENGTH);
    }
  }

  private void tell(String more) {
    if (!more.isEmpty()) {
      listener.text(more);
    }
  }

  private void finish(Ending.Reason reason) {
    boolean before = text.stopped();
    tell(text.end());
    boolean now = !before && text.stopped();
    end(new Ending.Finished(now ? Ending.Reason.STOP : reason, promptTokens, tokens));
  }

  void end(Ending ending) {
    if (!over) {
      over = true;
      left.run();
      listener.ended(ending);
    }
  }
}
