package dev.hearth.node.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel decided for a function, in the form of Java's flight recorder. Instants and times
 * of the kernel are in nanoseconds since the node started.
 */
@Category({"Hearth", "Kernel"})
@StackTrace(false)
abstract class Decision extends Event {
  @Label("Function")
  @Description("Name of the model or function, with its version where it has one")
  @Nullable String function;

  @Label("Policy")
  @Description("Suite whose policy answered")
  @Nullable String policy;

  @Label("Why")
  @Description("What the answer rested on")
  @Nullable String why;

  @Name("dev.hearth.Admission")
  @Label("Admission")
  static final class Admission extends Decision {
    @Label("Invocation")
    long invocation;

    @Label("Answer")
    @Nullable String answer;
  }

  @Name("dev.hearth.Routing")
  @Label("Routing")
  static final class Routing extends Decision {
    @Label("Invocation")
    long invocation;

    @Label("Answer")
    @Nullable String answer;
  }

  @Name("dev.hearth.Batch")
  @Label("Batch")
  @Description("How a free slot is to be used")
  static final class Batch extends Decision {
    @Label("Instance")
    int instance;

    @Label("Rows")
    @Description("Rows that run now; 0 if it waits for company")
    int rows;

    @Label("Wait")
    @Description("Nanoseconds for which it waits for company")
    long waitNanos;

    @Label("Rows queued")
    int queued;
  }

  @Name("dev.hearth.Scaling")
  @Label("Scaling")
  static final class Scaling extends Decision {
    @Label("Desired")
    int desired;

    @Label("Instances")
    int instances;

    @Label("Queued")
    int queued;
  }

  @Name("dev.hearth.Placement")
  @Label("Placement")
  static final class Placement extends Decision {
    @Label("Node")
    int node;

    @Label("CPU")
    @Description("Thousandths of a core")
    int cpuMillis;

    @Label("Memory")
    @DataAmount
    long memoryBytes;

    @Label("From")
    @Description("fresh, or the instance of another function that it begins as")
    @Nullable String origin;
  }

  @Name("dev.hearth.KeepAlive")
  @Label("Keep-alive")
  static final class KeepAlive extends Decision {
    @Label("Instance")
    int instance;

    @Label("Keep")
    @Description("Nanoseconds for which it is kept; the greatest number means for ever")
    long keepNanos;
  }

  @Name("dev.hearth.Eviction")
  @Label("Eviction")
  @Description("An idle instance goes to make room for another function")
  static final class Eviction extends Decision {
    @Label("Instance")
    int instance;

    @Label("For")
    @Nullable String forFunction;
  }

  @Name("dev.hearth.Allocation")
  @Label("Allocation")
  static final class Allocation extends Decision {
    @Label("Run")
    long run;

    @Label("CPU")
    @Description("Thousandths of a core, with what is borrowed")
    int cpuMillis;

    @Label("Memory")
    @DataAmount
    long memoryBytes;
  }

  @Name("dev.hearth.Proposal")
  @Label("Proposal")
  @Description("What a policy wanted done, and why it was not, if it was not")
  static final class Proposed extends Decision {
    @Label("Proposal")
    @Nullable String proposal;

    @Label("Refusal")
    @Nullable String refusal;
  }

  @Name("dev.hearth.InstanceState")
  @Label("Instance state")
  static final class Instance extends Decision {
    @Label("Instance")
    int instance;

    @Label("State")
    @Nullable String state;
  }
}
