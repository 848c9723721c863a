/** BATCH: memory, batch and time-out of one function by an analysis of its arrivals. */
@NullMarked
package dev.hearth.policies.batch;

import org.jspecify.annotations.NullMarked;
