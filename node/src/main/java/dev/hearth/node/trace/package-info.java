/**
 * What a node remembers of invocations: where their time went and what was decided about them. Told
 * by the kernel's witness and by those who hand invocations in and answer them; everything is owned
 * by the event loop but the sending of traces.
 */
@NullMarked
package dev.hearth.node.trace;

import org.jspecify.annotations.NullMarked;
