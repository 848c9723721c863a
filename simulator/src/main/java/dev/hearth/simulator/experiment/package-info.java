/** Comparisons: policies, seeds and swept values become trials, trials become findings. */
@NullMarked
package dev.hearth.simulator.experiment;

import org.jspecify.annotations.NullMarked;
