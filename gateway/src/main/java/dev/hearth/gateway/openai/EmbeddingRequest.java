package dev.hearth.gateway.openai;

import java.util.List;
import java.util.OptionalLong;

/**
 * The body of a request for embeddings: texts or tokens, one of the two.
 *
 * @param texts UTF-8
 * @param tokens ids of the model's own vocabulary, special ones included
 * @param base64 whether vectors are answered as the bytes of little-endian FP32 in base64
 * @param dimensions the numbers a vector should have, if the caller says
 */
record EmbeddingRequest(
    String model,
    List<byte[]> texts,
    List<long[]> tokens,
    boolean base64,
    OptionalLong dimensions) {
  int rows() {
    return texts.size() + tokens.size();
  }
}
