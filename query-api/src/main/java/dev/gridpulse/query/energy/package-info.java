/** Energy from the readings of power and of meters. */
@NullMarked
package dev.gridpulse.query.energy;

import org.jspecify.annotations.NullMarked;
