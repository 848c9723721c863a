/** Stands for the room of that name. */
package dev.hearth.distribution.planted.gateway;
