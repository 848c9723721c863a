package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.account.Prices;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.Progress;
import dev.hearth.inference.pipeline.PipelineRuntime;
import dev.hearth.kernel.Inputs;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.node.console.Tallies;
import dev.hearth.node.function.EventLoop;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShadowingTest {
  @TempDir Path directory;
  private final List<String> told = new ArrayList<>();
  private Shadowing shadowing;
  private Deployed body;

  /** Only tells the kernel, of which what it is told is noted. */
  private final class Telling implements EventLoop {
    @Override
    public long now() {
      return 0;
    }

    @Override
    public long instant() {
      return 0;
    }

    @Override
    public Inputs inputs() {
      return (Inputs)
          Proxy.newProxyInstance(
              Inputs.class.getClassLoader(),
              new Class<?>[] {Inputs.class},
              (_, method, arguments) -> {
                Object what = arguments[1] instanceof Revision each ? each.name() : arguments[1];
                told.add(method.getName() + " " + what);
                return null;
              });
    }

    @Override
    public void post(Runnable work) {
      throw new AssertionError("nothing is posted");
    }

    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public void schedule(long delayNanos, Runnable work) {
      throw new AssertionError("nothing is timed");
    }
  }

  @BeforeEach
  void prepare() throws IOException {
    Path file = directory.resolve("layers.onnx");
    LayeredModel.write(file);
    var engine = new OnnxRuntime();
    var runtime = new PipelineRuntime(engine);
    var cuts = new CutModels(engine, directory.resolve("blocks"));
    var catalogue = new Catalogue();
    var profiles = ProfileBook.open(directory.resolve("profiles"), engine);
    shadowing = new Shadowing(new Telling(), catalogue, engine, runtime, profiles, cuts);
    var models = new ModelStore(directory.resolve("models"));
    var preparation =
        new Preparation(new Registry(), models, runtime, Resources.of(4_000, 8L << 30), cuts);
    String text =
        """
        kind: Model
        name: layers
        from: file:%s
        batching: {max-size: 8}
        asyfunc: {blocks: 4, share: 0.5}
        """
            .formatted(file);
    Preparation.Prepared prepared =
        preparation.prepare(preparation.manifest("layers", text), text, Progress.Listener.NONE);
    var metrics = new NodeMetrics(new Tallies(() -> 0, () -> 0, Prices.ASSUMED));
    body = new VersionFactory(catalogue, metrics).make(prepared, 1, true);
  }

  @Test
  void shadowsComeWithTheFirstBodyAndGoWithItsVersion() {
    shadowing.serve(body);
    shadowing.bodyReady(body);
    shadowing.bodyReady(body);
    assertThat(told).containsExactly("deploy layers", "deploy layers#shadow");
    assertThat(shadowing.isShadow(2)).isTrue();
    shadowing.retire(body);
    assertThat(told).endsWith("retire 2");
    assertThat(shadowing.isShadow(2)).isFalse();
  }

  @Test
  void aVersionThatRetiredWhileABodyWasOnItsWayDoesNotComeBack() {
    shadowing.serve(body);
    shadowing.retire(body);
    shadowing.bodyReady(body);
    assertThat(told).isEmpty();
  }

  @Test
  void aVersionThatIsServedAgainHasShadowsAgain() {
    shadowing.serve(body);
    shadowing.retire(body);
    shadowing.serve(body);
    shadowing.bodyReady(body);
    assertThat(told).containsExactly("deploy layers", "deploy layers#shadow");
  }
}
