/** What a run may use. */
@NullMarked
package dev.hearth.policies.allocation;

import org.jspecify.annotations.NullMarked;
