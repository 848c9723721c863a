package dev.hearth.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.gateway.Problem;

/** Bodies of the operator's interface made of any bytes. */
class AdminFuzzTest {
  @FuzzTest
  void profile(byte[] bytes) {
    try {
      ProfileRequest request = ProfileRequest.read(bytes);
      assertThat(request.samples()).isNotNull();
    } catch (Problem problem) {
      assertThat(problem.status()).isEqualTo(400);
    }
  }
}
