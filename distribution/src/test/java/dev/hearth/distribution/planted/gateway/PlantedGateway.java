package dev.hearth.distribution.planted.gateway;

/** Stands for a class of the gateway. */
public final class PlantedGateway {}
