package dev.hearth.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ManyConnectionsIT {
  @Test
  void eachOfAThousandConnectionsIsKeptAndAnswered() {
    int status =
        new CommandLine(new ManyConnections())
            .execute("--connections", "1000", "--pause", "2", "--seconds", "6");
    assertThat(status).as("exit status: none is broken").isZero();
  }
}
