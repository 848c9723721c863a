/**
 * Functions, invocations, queues, batches, instances and nodes; the policy interfaces; the world.
 */
@NullMarked
package dev.hearth.kernel;

import org.jspecify.annotations.NullMarked;
