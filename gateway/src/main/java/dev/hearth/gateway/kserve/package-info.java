/**
 * KServe's first protocol, which is TensorFlow Serving's: {@code instances} or {@code inputs} in,
 * {@code predictions} or {@code outputs} out.
 */
@NullMarked
package dev.hearth.gateway.kserve;

import org.jspecify.annotations.NullMarked;
