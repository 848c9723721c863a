/** What sandboxes need of Linux: namespaces, control groups, pipes, containers of runc. */
@NullMarked
package dev.hearth.sandbox.linux;

import org.jspecify.annotations.NullMarked;
