/** Traces that others recorded, as workloads. */
@NullMarked
package dev.hearth.simulator.trace;

import org.jspecify.annotations.NullMarked;
