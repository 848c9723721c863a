/** The paths by which callers of OpenFaaS call functions. */
@NullMarked
package dev.hearth.gateway.openfaas;

import org.jspecify.annotations.NullMarked;
