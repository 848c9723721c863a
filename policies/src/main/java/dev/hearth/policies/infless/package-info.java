/** INFless: native inference serving with non-uniform batching and scaling. */
@NullMarked
package dev.hearth.policies.infless;

import org.jspecify.annotations.NullMarked;
