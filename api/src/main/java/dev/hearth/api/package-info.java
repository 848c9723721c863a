/** What the author of a function imports. */
@NullMarked
package dev.hearth.api;

import org.jspecify.annotations.NullMarked;
