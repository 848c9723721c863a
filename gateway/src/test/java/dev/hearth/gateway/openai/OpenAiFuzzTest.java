package dev.hearth.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.gateway.Problem;
import java.util.Arrays;

/** Requests of OpenAI's protocol made of any bytes. */
class OpenAiFuzzTest {
  @FuzzTest
  void embeddings(byte[] bytes) {
    try {
      EmbeddingRequest request = EmbeddingReader.read(bytes);
      assertThat(request.texts()).allMatch(text -> text.length > 0);
      assertThat(request.tokens())
          .allMatch(row -> row.length > 0 && Arrays.stream(row).allMatch(token -> token >= 0));
      assertThat(request.texts().size() + request.tokens().size())
          .isBetween(1, EmbeddingReader.MAX_INPUTS);
    } catch (Problem problem) {
      assertThat(problem.status()).isEqualTo(400);
    }
  }

  /** The first byte chooses between completions and chats. */
  @FuzzTest
  void text(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    byte[] body = Arrays.copyOfRange(bytes, 1, bytes.length);
    try {
      TextRequest request =
          bytes[0] % 2 == 0 ? TextRequestReader.completion(body) : TextRequestReader.chat(body);
      assertThat(request.stop()).hasSizeLessThan(5).noneMatch(String::isEmpty);
      assertThat(request.maxTokens().orElse(1)).isPositive();
    } catch (Problem problem) {
      assertThat(problem.status()).isEqualTo(400);
    }
  }
}
