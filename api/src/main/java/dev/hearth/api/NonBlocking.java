package dev.hearth.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares that a handler never waits and is done within a millisecond or so. Where it runs in the
 * node's own process it is then called on the event loop, without a thread of its own, except for
 * its first calls, which load classes. A handler that does not keep its word is named in the node's
 * log and gets a thread for every later call.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NonBlocking {}
