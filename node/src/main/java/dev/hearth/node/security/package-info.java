/**
 * Who may come in: keys, tokens, tenants and the limits of connections. All of it is owned by the
 * event loop unless a class says otherwise.
 */
@NullMarked
package dev.hearth.node.security;

import org.jspecify.annotations.NullMarked;
