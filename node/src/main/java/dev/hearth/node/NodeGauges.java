package dev.hearth.node;

import dev.hearth.functions.account.Prices;
import dev.hearth.kernel.Kernel;

/** What the node has, what is reserved of it, and its prices, for the metrics. */
final class NodeGauges {
  private NodeGauges() {}

  static void add(NodeMetrics metrics, Kernel kernel, Prices prices) {
    metrics.gauge(
        "hearth.capacity.memory.bytes",
        "Memory that instances may use together",
        () -> kernel.view().self().capacity().memoryBytes());
    metrics.gauge(
        "hearth.free.memory.bytes",
        "Memory of it that no instance reserves",
        () -> kernel.view().self().free().memoryBytes());
    metrics.gauge(
        "hearth.capacity.cpu.millis",
        "Thousandths of a core that instances may reserve together",
        () -> kernel.view().self().capacity().cpuMillis());
    metrics.gauge(
        "hearth.free.cpu.millis",
        "Thousandths of a core of it that no instance reserves",
        () -> kernel.view().self().free().cpuMillis());
    metrics.measure(
        "hearth.price.gib.second",
        "What a GiB held for a second costs, in the currency of the bill",
        prices.gibSecond()::doubleValue);
  }
}
