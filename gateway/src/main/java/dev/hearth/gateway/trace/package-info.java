/**
 * Whose work a request is: trace contexts as W3C and AWS write them, invocations' ids, and what is
 * known of an invocation afterwards.
 */
@NullMarked
package dev.hearth.gateway.trace;

import org.jspecify.annotations.NullMarked;
