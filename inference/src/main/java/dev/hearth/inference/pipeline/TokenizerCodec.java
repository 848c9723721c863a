package dev.hearth.inference.pipeline;

import dev.hearth.inference.generation.TokenCodec;
import java.util.Set;

/** The tokens of a {@code tokenizer.json}. */
final class TokenizerCodec implements TokenCodec {
  private final Tokenizers.Lease tokenizer;
  private final Set<Long> ends;

  /** Takes the lease over. */
  TokenizerCodec(Tokenizers.Lease tokenizer, Set<Long> ends) {
    this.tokenizer = tokenizer;
    this.ends = Set.copyOf(ends);
  }

  @Override
  public long[] encode(String text) {
    return tokenizer.tokenizer().ids(text);
  }

  @Override
  public String decode(long[] ids) {
    return tokenizer.tokenizer().text(ids);
  }

  @Override
  public boolean isEnd(long id) {
    return ends.contains(id);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
