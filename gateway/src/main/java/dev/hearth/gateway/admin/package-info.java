/** Hearth's own interface for deploying, listing and removing models. */
@NullMarked
package dev.hearth.gateway.admin;

import org.jspecify.annotations.NullMarked;
