/** Which node gets a new instance. */
@NullMarked
package dev.hearth.policies.placement;

import org.jspecify.annotations.NullMarked;
