/**
 * Chance and waves that can be looked up: pure functions which every machine computes alike, as
 * they need only additions, multiplications, divisions and square roots.
 */
package dev.gridpulse.generator.noise;
