package dev.hearth.distribution.planted.kernel;

import dev.hearth.distribution.planted.gateway.PlantedGateway;

/** Stands for a class of the kernel that points upwards. */
public final class KernelThatKnowsTheGateway {
  final PlantedGateway gateway = new PlantedGateway();
}
