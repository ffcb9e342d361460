/** A partner that knows of gridpulse what docs/partner.md says, and no more. */
@NullMarked
package dev.gridpulse.simulator;

import org.jspecify.annotations.NullMarked;
