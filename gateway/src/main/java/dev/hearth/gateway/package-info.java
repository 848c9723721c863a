/** One package per protocol: bytes to invocations and outcomes to bytes. */
@NullMarked
package dev.hearth.gateway;

import org.jspecify.annotations.NullMarked;
