/**
 * gRPC over HTTP/2 on the port of all else: the Open Inference Protocol, version 2, with Triton's
 * calls, and gRPC's own services for health and reflection. Runs on the node's event loop; large
 * messages are read and written on a worker.
 */
@NullMarked
package dev.hearth.gateway.grpc;

import org.jspecify.annotations.NullMarked;
