package dev.hearth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.simulator.workload.Arrival;
import dev.hearth.simulator.workload.Arrivals;
import dev.hearth.simulator.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Traces of every format made of any bytes. */
class TraceFuzzTest {
  private static final int ARRIVALS = 1_000;

  /** The first byte chooses the format, or that it is found out, and what becomes of bad rows. */
  @FuzzTest
  void read(byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      return;
    }
    int choice = Byte.toUnsignedInt(bytes[0]);
    int format = choice % (Traces.ALL.size() + 1);
    var options =
        format == Traces.ALL.size()
            ? TraceOptions.DETECT
            : new TraceOptions(Traces.ALL.get(format).format(), Map.of(), false);
    Path file = Files.createTempFile("hearth-fuzz", choice >= 192 ? ".csv.gz" : ".csv");
    try {
      Files.write(file, Arrays.copyOfRange(bytes, 1, bytes.length));
      Trace trace = Traces.read(file, choice % 3 == 0 ? options.skippingBadRows() : options);
      assertThat(trace.workload().functions()).isNotEmpty();
      assertThat(trace.rows()).isPositive();
      inOrder(trace.workload());
    } catch (TraceException | IllegalArgumentException e) {
      assertThat(e).message().isNotBlank();
    } finally {
      Files.delete(file);
    }
  }

  private static void inOrder(Workload workload) {
    Arrivals arrivals = workload.arrivals(1);
    var arrival = new Arrival();
    long before = 0;
    for (int i = 0; i < ARRIVALS && arrivals.next() < Long.MAX_VALUE; i++) {
      arrival.id++;
      arrivals.take(arrival);
      assertThat(arrival.at).isBetween(before, workload.lengthNanos() - 1);
      assertThat(arrival.function).isBetween(0, workload.functions().size() - 1);
      assertThat(arrival.durationNanos).isPositive();
      before = arrival.at;
    }
  }
}
