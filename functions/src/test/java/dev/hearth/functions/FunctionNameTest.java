package dev.hearth.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "thumb-nail_1",
        "function:thumb-nail_1",
        "123456789012:function:thumb-nail_1",
        "arn:aws:lambda:eu-west-1:123456789012:function:thumb-nail_1",
        "arn:aws-cn:lambda:cn-north-1:123456789012:function:thumb-nail_1"
      })
  void allFormsNameTheFunction(String text) {
    assertThat(FunctionName.parse(text))
        .isEqualTo(new FunctionName("thumb-nail_1", Optional.empty()));
    assertThat(FunctionName.parse(text + ":live").qualifier()).hasValue("live");
    assertThat(FunctionName.parse(text + ":$LATEST").qualifier()).hasValue("$LATEST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "../etc/passwd",
        "a:b:c",
        "arn:aws:s3:::bucket",
        "arn:aws:lambda:us-east-1:1:function:a",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void whatIsNoNameIsRefused(String text) {
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(() -> FunctionName.parse(text))
        .withMessageContaining("'" + text + "'")
        .withMessageContaining("1 to 64 letters");
  }

  @Test
  void aNameAndItsQualifierMayNotDisagree() {
    FunctionName live = FunctionName.parse("f:live");
    assertThat(live.qualifiedBy(Optional.of("live"))).hasValue("live");
    assertThat(live.qualifiedBy(Optional.empty())).hasValue("live");
    assertThat(FunctionName.parse("f").qualifiedBy(Optional.of("2"))).hasValue("2");
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(() -> live.qualifiedBy(Optional.of("2")))
        .withMessageContaining("leave one out");
  }

  @Test
  void whatIsMadeCanBeRead() {
    assertThat(FunctionName.parse(FunctionName.arn("f", "7")))
        .isEqualTo(new FunctionName("f", Optional.of("7")));
  }
}
