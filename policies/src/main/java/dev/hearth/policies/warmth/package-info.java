/** What is kept warm, what goes, what a start begins from. */
@NullMarked
package dev.hearth.policies.warmth;

import org.jspecify.annotations.NullMarked;
