package dev.hearth.kernel.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {
  static Stream<Class<?>> inputs() {
    return Samples.kinds(Input.class).stream();
  }

  static Stream<Class<?>> decisions() {
    return Samples.kinds(Decision.class).stream();
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void inputIsReadAsItWasWritten(Class<?> kind) throws IOException {
    assertRoundTrips(Input.class, kind);
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void decisionIsReadAsItWasWritten(Class<?> kind) throws IOException {
    assertRoundTrips(Decision.class, kind);
  }

  @Test
  void optionsAreReadAsTheyWereWritten() throws IOException {
    assertRoundTrips(KernelOptions.class, KernelOptions.class);
  }

  @Test
  void equalValuesGiveEqualBytes() throws IOException {
    for (int seed = 1; seed <= 50; seed++) {
      var once = new Samples(new SplittableRandom(seed)).of(Input.class);
      var again = new Samples(new SplittableRandom(seed)).of(Input.class);

      assertThat(bytes(Input.class, once)).isEqualTo(bytes(Input.class, again));
    }
  }

  @Test
  void unknownKindIsDamage() {
    assertThatThrownBy(() -> read(Outcome.class, new byte[] {77}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the journal is damaged: no kind 77");
  }

  @Test
  void lengthBeyondTheLongestIsDamage() {
    assertThatThrownBy(() -> read(String.class, new byte[] {127, 0, 0, 0}))
        .isInstanceOf(IOException.class)
        .hasMessage("the journal is damaged: a length of " + (127 << 24));
  }

  @Test
  void valuesThatARecordRefusesAreDamage() throws IOException {
    var negative = bytes(Outcome.class, new Outcome.TimedOut(Outcome.Stage.QUEUED));
    negative[negative.length - 1] = '?';

    assertThatThrownBy(() -> read(Outcome.class, negative))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the journal is damaged: no ");
  }

  @Test
  void missingBytesAreTheEndOfTheJournal() {
    assertThatThrownBy(() -> read(String.class, new byte[] {0, 0, 0, 9, 'a'}))
        .isInstanceOf(EOFException.class);
  }

  private static void assertRoundTrips(Class<?> type, Class<?> kind) throws IOException {
    for (int seed = 1; seed <= 50; seed++) {
      var value = new Samples(new SplittableRandom(seed)).of(kind);

      assertThat(read(type, bytes(type, value))).as("seed %d", seed).isEqualTo(value);
    }
  }

  private static byte[] bytes(Class<?> type, Object value) throws IOException {
    var bytes = new ByteArrayOutputStream();
    RecordCodec.write(new DataOutputStream(bytes), type, value);
    return bytes.toByteArray();
  }

  private static Object read(Class<?> type, byte[] bytes) throws IOException {
    return RecordCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)), type);
  }
}
