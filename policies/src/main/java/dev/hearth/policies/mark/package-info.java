/** MArk: virtual machines for the load that is foreseen, functions for the rest. */
@NullMarked
package dev.hearth.policies.mark;

import org.jspecify.annotations.NullMarked;
