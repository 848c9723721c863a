/**
 * The AWS Lambda Runtime API, version 2018-06-01: what the process of a function asks for its calls
 * and tells its answers.
 */
@NullMarked
package dev.hearth.sandbox.runtimeapi;

import org.jspecify.annotations.NullMarked;
