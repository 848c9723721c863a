/**
 * The runtime of Java functions in a process of their own: asks the Lambda Runtime API for calls
 * and tells it their answers. Uses nothing of the other packages but {@code handler}, for it runs
 * without them.
 */
@NullMarked
package dev.hearth.sandbox.worker;

import org.jspecify.annotations.NullMarked;
