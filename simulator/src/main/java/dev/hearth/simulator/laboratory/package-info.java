/** Trials of policies on workloads, and what was measured in them. */
@NullMarked
package dev.hearth.simulator.laboratory;

import org.jspecify.annotations.NullMarked;
