/**
 * Functions as WebAssembly modules in the node's own process, on Chicory's compiler to bytecode.
 */
@NullMarked
package dev.hearth.sandbox.wasm;

import org.jspecify.annotations.NullMarked;
