package dev.hearth.simulator.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.simulator.EventQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LlmServerTest {
  private static final StepTimes TIMES = new StepTimes(1_000, 10, 0, 1);

  private final EventQueue events = new EventQueue();
  private final List<LlmServer.Sequence> finished = new ArrayList<>();

  private LlmServer server(int maxSequences, long cacheTokens) {
    return new LlmServer(events, TIMES, maxSequences, cacheTokens, finished::add);
  }

  private void runAll() {
    while (!events.isEmpty()) {
      events.step();
    }
  }

  @Test
  void aSequenceTakesAStepForEachTokenOfItsAnswer() {
    server(4, 1_000).offer(new LlmServer.Sequence(0, 100, 3));
    runAll();
    assertThat(events.now()).isEqualTo(100 + 3 * 1_010);
    assertThat(finished).hasSize(1);
  }

  @Test
  void sequencesJoinBetweenStepsAndShareThem() {
    var server = server(4, 1_000);
    server.offer(new LlmServer.Sequence(0, 1, 10));
    server.offer(new LlmServer.Sequence(0, 1, 10));
    runAll();
    assertThat(finished).hasSize(2);
    assertThat(events.now()).isLessThan(2 * 10 * 1_010);
  }

  @Test
  void noMoreRunThanMayAndTheOthersWait() {
    var server = server(1, 1_000);
    server.offer(new LlmServer.Sequence(0, 1, 10));
    server.offer(new LlmServer.Sequence(0, 1, 10));
    assertThat(server.running()).isEqualTo(1);
    assertThat(server.pending()).isEqualTo(1);
    runAll();
    assertThat(finished).hasSize(2);
  }

  @Test
  void whoJoinedLastGoesBackWhereTheCacheIsFullAndAllAreFinishedInTheEnd() {
    var server = server(8, 60);
    for (int i = 0; i < 8; i++) {
      server.offer(new LlmServer.Sequence(0, 5, 20));
    }
    long most = 0;
    while (!events.isEmpty()) {
      events.step();
      most = Math.max(most, server.cachedTokens());
    }
    assertThat(server.preemptions()).isPositive();
    assertThat(most).isLessThanOrEqualTo(60);
    assertThat(finished).hasSize(8).allMatch(each -> each.generated == 20);
    assertThat(server.cachedTokens()).isZero();
  }

  @Test
  void aSequenceThatFitsNowhereRunsAlone() {
    server(8, 10).offer(new LlmServer.Sequence(0, 50, 2));
    runAll();
    assertThat(finished).hasSize(1);
  }
}
