/** What is let in. */
@NullMarked
package dev.hearth.policies.admission;

import org.jspecify.annotations.NullMarked;
