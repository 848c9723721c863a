package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Limits;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.World;
import dev.hearth.kernel.journal.Journal;
import dev.hearth.kernel.journal.Replay;
import dev.hearth.policies.Registry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Journals whose inputs and decisions are made of any bytes. */
class JournalFuzzTest {
  private static final Registry REGISTRY = new Registry();
  private static final KernelOptions OPTIONS =
      new KernelOptions(0, Resources.of(2_000, 1 << 30), Limits.DEFAULTS, PolicyChoice.DEFAULTS, 1);
  private static final byte[] HEADER = recorded(false);

  /** What a kernel writes down that is given a deployment and two invocations. */
  private static byte[] recorded(boolean inputs) {
    var bytes = new ByteArrayOutputStream();
    var world =
        (World)
            Proxy.newProxyInstance(
                World.class.getClassLoader(), new Class<?>[] {World.class}, (_, _, _) -> null);
    var journal = new Journal(OPTIONS, REGISTRY, world, bytes, _ -> {});
    if (inputs) {
      String manifest = "kind: Model\nname: m\nfrom: file:/m.onnx\n";
      journal.deploy(1, Manifest.parse(manifest, REGISTRY).revision(0, true));
      for (int i = 1; i <= 2; i++) {
        journal.submit(i, new Invocation(i, 0, 0, 1, 0, 1_000, 2_000, Invocation.NO_CALLER));
      }
      journal.tick(5_000);
    }
    journal.flush();
    return bytes.toByteArray();
  }

  /** Layouts follow from the records, so what there is to begin with is made here. */
  static List<byte[]> frames() {
    byte[] all = recorded(true);
    return List.of(Arrays.copyOfRange(all, HEADER.length, all.length));
  }

  /** Whatever stands in a journal is replayed, or said to be damaged. */
  @MethodSource("frames")
  @FuzzTest
  void replay(byte[] bytes) {
    try (var in =
        new SequenceInputStream(
            new ByteArrayInputStream(HEADER), new ByteArrayInputStream(bytes))) {
      assertThat(Replay.run(in, REGISTRY).inputs()).isNotNegative();
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("journal");
    }
  }
}
