package dev.hearth.simulator.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.policies.Registry;
import dev.hearth.simulator.laboratory.TrialOptions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExperimentTest {
  private static Experiment experiment() {
    return new Experiment(
        new FakeLaboratory.NamedWorkload("fake"),
        Design.variants(
            List.of("pagurus", "kpa"),
            Design.BASELINES,
            TrialOptions.unlimited(1),
            List.of(),
            List.of(),
            new Registry()),
        List.of(1L, 2L, 3L));
  }

  /** The first trial ends only after the last has begun, so that they do run at once. */
  @Test
  void findingsComeInTheOrderOfTheVariantsWhateverEndsFirst() {
    var experiment = experiment();
    var others = new CountDownLatch(4 * 3 - 1);
    Trials slowFirst =
        (options, workload, mix) -> {
          if (options.seed() == 1 && mix.label().equals("pagurus")) {
            await(others);
          }
          others.countDown();
          return new FakeLaboratory().run(options, workload, mix);
        };

    var findings = experiment.run(slowFirst, 4, () -> {});

    var alone = experiment.run(new FakeLaboratory(), 1, () -> {});
    assertThat(findings).extracting(Finding::variant).isEqualTo(experiment.variants());
    for (int i = 0; i < findings.size(); i++) {
      assertThat(findings.get(i).trials())
          .extracting(trial -> trial.memoryByteSeconds())
          .isEqualTo(
              alone.get(i).trials().stream().map(trial -> trial.memoryByteSeconds()).toList());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyTrialIsToldOf() {
    var told = new AtomicInteger();

    experiment().run(new FakeLaboratory(), 3, told::incrementAndGet);

    assertThat(told).hasValue(4 * 3);
  }

  @Test
  void aTrialThatFailsEndsTheExperiment() {
    Trials broken =
        (_, _, _) -> {
          throw new IllegalStateException("planned");
        };

    assertThatThrownBy(() -> experiment().run(broken, 2, () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("planned");
  }
}
