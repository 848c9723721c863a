/** Code that breaks one rule each, to show that the rule catches it. Nothing runs it. */
package dev.hearth.distribution.planted;
