/**
 * What serves models and functions on one host, side by side: bare loops, bare servers, other
 * runtimes, Hearth and any server given by URL, under one load generator, and a page of it all.
 */
@NullMarked
package dev.hearth.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
