/** IceBreaker: Fourier forecasts of concurrency, and which hardware is worth being warm on. */
@NullMarked
package dev.hearth.policies.icebreaker;

import org.jspecify.annotations.NullMarked;
