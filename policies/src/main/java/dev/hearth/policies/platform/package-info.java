/** What whole platforms do, as far as their decisions are known from outside. */
@NullMarked
package dev.hearth.policies.platform;

import org.jspecify.annotations.NullMarked;
