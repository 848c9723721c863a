/** Estimates of how long a run takes. */
@NullMarked
package dev.hearth.policies.latency;

import org.jspecify.annotations.NullMarked;
