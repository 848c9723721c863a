/** Baselines of planners: instances that are all alike. */
@NullMarked
package dev.hearth.policies.uniform;

import org.jspecify.annotations.NullMarked;
