/** Where code runs: one interface, and one provider for each way of keeping code apart. */
@NullMarked
package dev.hearth.sandbox;

import org.jspecify.annotations.NullMarked;
