/**
 * Machines of one function each: a kernel of its own under QEMU's {@code microvm} machine, or under
 * Firecracker, itself confined in a container.
 */
@NullMarked
package dev.hearth.sandbox.microvm;

import org.jspecify.annotations.NullMarked;
