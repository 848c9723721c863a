/** How long single operators take, and models composed of them. */
@NullMarked
package dev.hearth.inference.operators;

import org.jspecify.annotations.NullMarked;
