/** From {@code gridpulse.partner.usage} to the table of splits, and receipts for the partner. */
@NullMarked
package dev.gridpulse.partner.intake;

import org.jspecify.annotations.NullMarked;
