package dev.hearth.policies.enova;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.enova.Detector.Verdict;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemedyTest {
  private static List<ServerSample> three(
      double pending, double running, double finished, double arriving, double cache) {
    return Collections.nCopies(
        3, new ServerSample(pending, running, finished, arriving, 5, 1, cache, 0));
  }

  private final Remedy remedy = new Remedy(8);

  @Test
  void threeSamplesWithABacklogAreAnOverload() {
    var backlog = three(60, 1, 4, 8, 0.95);
    assertThat(Remedy.byThresholds(backlog, 2)).isEqualTo(Verdict.OVERLOADED);
    assertThat(Remedy.byThresholds(backlog.subList(0, 2), 2)).isEqualTo(Verdict.NORMAL);
  }

  @Test
  void aSingleReplicaIsNeverTooMany() {
    var idle = three(0, 0.05, 1, 1, 0.05);
    assertThat(Remedy.byThresholds(idle, 2)).isEqualTo(Verdict.UNDERUSED);
    assertThat(Remedy.byThresholds(idle, 1)).isEqualTo(Verdict.NORMAL);
  }

  @Test
  void replicasGrowWithWhatArrivesBeyondWhatIsFinished() {
    assertThat(remedy.replicas(Verdict.OVERLOADED, three(60, 1, 4, 8, 0.5), 2)).isEqualTo(4);
  }

  @Test
  void lackOfCacheCountsAsIfAllSequencesRan() {
    assertThat(remedy.replicas(Verdict.OVERLOADED, three(60, 0.5, 4, 4, 0.95), 2)).isEqualTo(4);
  }

  @Test
  void atLeastOneIsAddedAndNoMoreThanThereMayBe() {
    assertThat(remedy.replicas(Verdict.OVERLOADED, three(5, 1, 4, 4, 0.5), 2)).isEqualTo(3);
    assertThat(remedy.replicas(Verdict.OVERLOADED, three(5, 1, 1, 9, 0.5), 4)).isEqualTo(8);
  }

  @Test
  void halfAreLeftWhereThereIsTooLittle() {
    assertThat(remedy.replicas(Verdict.UNDERUSED, three(0, 0, 1, 1, 0), 5)).isEqualTo(3);
    assertThat(remedy.replicas(Verdict.NORMAL, three(0, 0, 1, 1, 0), 5)).isEqualTo(5);
  }
}
