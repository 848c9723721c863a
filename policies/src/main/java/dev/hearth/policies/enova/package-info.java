/**
 * ENOVA: which configuration a server of a language model should have, when it is not well, and
 * what to do about it.
 */
@NullMarked
package dev.hearth.policies.enova;

import org.jspecify.annotations.NullMarked;
