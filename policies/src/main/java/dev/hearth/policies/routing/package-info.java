/** Where an invocation waits. */
@NullMarked
package dev.hearth.policies.routing;

import org.jspecify.annotations.NullMarked;
