package dev.hearth.sandbox.wasm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ContentTest {
  private static final int SIZE = 1 << 20;

  private final long first = Pages.zeros(SIZE);
  private final long second = Pages.zeros(SIZE);

  @AfterEach
  void unmap() {
    Pages.unmap(first, SIZE);
    Pages.unmap(second, SIZE);
  }

  private Content written(int... at) {
    for (int each : at) {
      Pages.at(first, SIZE).set(JAVA_BYTE, each, (byte) (1 + each % 100));
    }
    return Content.of(Pages.at(first, SIZE));
  }

  private void beginsSoAndAgain(Content content) {
    MemorySegment memory = Pages.at(second, SIZE);

    content.putAt(second);

    assertThat(memory.mismatch(Pages.at(first, SIZE))).isEqualTo(-1);

    memory.fill((byte) 7);
    Pages.forget(second, SIZE);
    content.restoreAt(second);

    assertThat(memory.mismatch(Pages.at(first, SIZE))).isEqualTo(-1);
  }

  @Test
  void nothingIsZeros() {
    beginsSoAndAgain(written());
  }

  @Test
  void aLittleTakesNoOpenFile() {
    Content content = written(5, 4096 * 3, SIZE - 1);

    assertThat(content).isInstanceOf(Content.Copied.class);
    beginsSoAndAgain(content);
  }

  @Test
  void muchIsMappedAndWhatIsWrittenStaysPrivate() {
    Content content = written(IntStream.range(0, 200).map(i -> i * 4096 + i).toArray());

    assertThat(content).isInstanceOf(Content.Mapped.class);
    beginsSoAndAgain(content);
    beginsSoAndAgain(content);
  }
}
