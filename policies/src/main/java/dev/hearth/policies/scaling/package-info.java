/** How many instances a pool should have. */
@NullMarked
package dev.hearth.policies.scaling;

import org.jspecify.annotations.NullMarked;
