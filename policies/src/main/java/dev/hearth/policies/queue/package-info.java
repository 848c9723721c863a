/** Order in a queue and the cutting of batches. */
@NullMarked
package dev.hearth.policies.queue;

import org.jspecify.annotations.NullMarked;
