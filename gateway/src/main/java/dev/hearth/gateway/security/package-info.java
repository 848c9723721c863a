/** Who calls, what they may do, and whose a thing is. */
@NullMarked
package dev.hearth.gateway.security;

import org.jspecify.annotations.NullMarked;
