package dev.hearth.inference.generation;

/** Hears what a loop does, on the thread that does it. */
public interface LoopMeter {
  LoopMeter NONE =
      new LoopMeter() {
        @Override
        public void read(int promptTokens) {}

        @Override
        public void stepped(int sequences) {}

        @Override
        public void token(long sinceLastNanos) {}
      };

  /** A prompt was read, which gives the first token. */
  void read(int promptTokens);

  /** Each of so many sequences got its next token in one step. */
  void stepped(int sequences);

  /** A sequence got a token that is not its first, so long after the one before. */
  void token(long sinceLastNanos);
}
