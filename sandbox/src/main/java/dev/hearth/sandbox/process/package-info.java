/** The default sandbox: a container of runc whose process speaks the Lambda Runtime API. */
@NullMarked
package dev.hearth.sandbox.process;

import org.jspecify.annotations.NullMarked;
